package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests with MariaDB 11.4. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class ServerMariaDbIT extends ServerContract {
  @Override
  String executedVariable() {
    return "@@GLOBAL.gtid_binlog_pos";
  }
}
