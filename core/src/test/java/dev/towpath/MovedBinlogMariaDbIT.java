package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** MariaDB 11.4. */
@Tag("servers")
final class MovedBinlogMariaDbIT extends MovedBinlogContract {

  @Override
  EmbeddedMySql.Builder server() {
    return EmbeddedMySql.builder()
        .version(MySqlVersion.MARIADB_11_4)
        // At each start it would calculate a key, which takes minutes on a busy machine.
        .options("--skip-ssl");
  }
}
