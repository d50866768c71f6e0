package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of XA transactions that are prepared on one server and committed on the one that replaces
 * it.
 */
final class XaFailoverIT extends PipelineTestBase {
  private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  private EmbeddedMySql standby = mysql;

  @BeforeEach
  void startStandby() {
    standby = EmbeddedMySql.builder().serverId(22).start();
    String[] setUp = {
      "SET sql_log_bin = 0",
      "CREATE DATABASE IF NOT EXISTS " + database,
      "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)"
    };
    mysql.execute(setUp);
    standby.execute(setUp);
    standby.execute(
        "SET sql_log_bin = 0",
        "CREATE USER cdc@'%' IDENTIFIED BY 'secret'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO cdc@'%'");
  }

  @AfterEach
  void stopStandby() {
    standby.close();
  }

  @Test
  void preparedTransactionIsReadFromTheStandbyByGtid() throws Exception {
    mysql.execute("RESET MASTER");
    standby.execute("RESET MASTER");
    CdcPipeline first = startAndConnect(pipeline().source(failingOver()));
    prepare(mysql, 1, "'a'", 1);
    insert(mysql, 2, 2);
    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
    assertTrue(first.awaitAcknowledged(GtidSet.parse(SOURCE + ":1-2"), LIMIT));
    first.close();
    // The standby has the same transactions in files and at offsets of its own.
    standby.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    prepare(standby, 1, "'a'", 1);
    insert(standby, 2, 2);
    standby.execute("FLUSH BINARY LOGS");
    commit(standby);
    insert(standby, 4, 4);

    mysql.stop();
    CdcPipeline second = start(pipeline().source(failingOver()));

    assertEquals(List.of("2", "1", "4"), PipelineIT.ids(awaitRows(3)));
    assertEquals(SOURCE + ":3", rows().get(1).origin().gtid());
    assertFalse(second.status().state().isFinal());
    second.close();
    mysql.start();
    commit(mysql);
  }

  /** Commits once the server knows that the connection which prepared has ended. */
  private static void commit(EmbeddedMySql server) throws InterruptedException {
    XaTestBase.end(server, "SET GTID_NEXT = '" + SOURCE + ":3'", "XA COMMIT 'a'");
  }

  private MySqlSource failingOver() {
    return MySqlSource.builder("127.0.0.1", mysql.port())
        .credentials("cdc", () -> "secret")
        .serverId(9002)
        .connectTimeout(Duration.ofMinutes(1))
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500))
        .failover("127.0.0.1", standby.port())
        .build();
  }

  private void prepare(EmbeddedMySql server, int gtid, String xid, int id) {
    server.execute(
        "USE " + database,
        "SET GTID_NEXT = '" + SOURCE + ":" + gtid + "'",
        "XA START " + xid,
        "INSERT INTO t VALUES (" + id + ")",
        "XA END " + xid,
        "XA PREPARE " + xid);
  }

  private void insert(EmbeddedMySql server, int gtid, int id) {
    execute(server, gtid, "INSERT INTO " + database + ".t VALUES (" + id + ")");
  }

  private static void execute(EmbeddedMySql server, int gtid, String sql) {
    server.execute("SET GTID_NEXT = '" + SOURCE + ":" + gtid + "'", sql);
  }
}
