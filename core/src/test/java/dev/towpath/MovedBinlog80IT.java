package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Timeout;

/** MySQL 8.0. */
@Timeout(300)
final class MovedBinlog80IT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder().version(MySqlVersion.MYSQL_8_0);
  }
}
