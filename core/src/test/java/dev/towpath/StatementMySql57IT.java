package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of statements of MySQL 5.7, whose binlog never names columns. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class StatementMySql57IT extends StatementContract {
  @Override
  void namesColumns(boolean names) {
    // It cannot.
  }

  @Override
  String formatOfTemporaryTables() {
    return "MIXED";
  }
}
