package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** MySQL 9.7 or later. */
@Tag("servers")
final class MovedBinlogMySql9IT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder().version(MySqlVersion.MYSQL_9);
  }
}
