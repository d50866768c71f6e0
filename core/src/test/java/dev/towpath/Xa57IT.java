package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.BeforeAll;

/** The XA tests on a server whose table maps name no columns. */
final class Xa57IT extends XaIT {

  @BeforeAll
  static void startServer57() {
    mysql.close();
    mysql = EmbeddedMySql.builder().version(MySqlVersion.MYSQL_5_7).start();
    mysql.createReplicationUser("cdc", "secret");
  }
}
