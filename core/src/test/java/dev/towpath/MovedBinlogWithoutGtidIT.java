package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;

/** MySQL 5.7, which names neither transactions nor columns. */
final class MovedBinlogWithoutGtidIT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder().version(MySqlVersion.MYSQL_5_7).gtid(false);
  }
}
