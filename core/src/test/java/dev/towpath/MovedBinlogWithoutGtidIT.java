package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Timeout;

/** MySQL 5.7, which names neither transactions nor columns. */
@Timeout(300)
final class MovedBinlogWithoutGtidIT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder().version(MySqlVersion.MYSQL_5_7).gtid(false);
  }
}
