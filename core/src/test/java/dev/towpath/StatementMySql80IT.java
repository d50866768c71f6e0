package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of statements of MySQL 8.0. */
@OnServer(MySqlVersion.MYSQL_8_0)
final class StatementMySql80IT extends StatementContract {}
