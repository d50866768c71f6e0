package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import org.junit.jupiter.api.BeforeAll;

/** Tests with a server whose transactions have no GTIDs. */
final class LostHistoryWithoutGtidIT extends LostHistoryContract {

  @BeforeAll
  static void startServerWithoutGtid() {
    mysql.close();
    mysql = EmbeddedMySql.builder().gtid(false).start();
    mysql.createReplicationUser("cdc", "secret");
  }
}
