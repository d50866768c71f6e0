package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;

/** MySQL 5.7. */
final class MovedBinlog57IT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder().version(MySqlVersion.MYSQL_5_7);
  }
}
