package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Tests with a server whose transactions have no GTIDs. */
@Timeout(300)
final class LostHistoryWithoutGtidIT extends LostHistoryContract {

  @BeforeAll
  static void startServerWithoutGtid() {
    mysql.close();
    mysql = EmbeddedMySql.builder().gtid(false).start();
    mysql.createReplicationUser("cdc", "secret");
  }
}
