package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FailoverIT extends PipelineTestBase {
  private EmbeddedMySql primary = mysql;
  private EmbeddedMySql standby = mysql;

  @AfterEach
  void stopServers() {
    for (EmbeddedMySql server : List.of(primary, standby)) {
      if (!server.equals(mysql)) {
        server.close();
      }
    }
  }

  @Test
  void streamGoesOnByGtidOnTheStandby() throws Exception {
    startServers(true);
    String uuid = query(primary, "SELECT @@server_uuid");
    CdcPipeline pipeline = startAndConnect(failingOver(source(primary)));
    for (int i = 1; i <= 2; i++) {
      execute(primary, "INSERT INTO t VALUES (%d)".formatted(i));
    }
    awaitRows(2);
    // The standby has the same transactions in files and at offsets of its own.
    execute(standby, "FLUSH BINARY LOGS");
    for (int i = 1; i <= 3; i++) {
      String next = uuid + ":" + (transactions(standby, uuid) + 1);
      execute(standby, "SET GTID_NEXT = '" + next + "'", "INSERT INTO t VALUES (%d)".formatted(i));
    }

    primary.kill();

    assertEquals(List.of("1", "2", "3"), PipelineIT.ids(awaitRows(3)));
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
    execute(standby, "INSERT INTO t VALUES (4)");
    assertEquals(List.of("1", "2", "3", "4"), PipelineIT.ids(awaitRows(4)));
  }

  @Test
  void offsetsDoNotCarryOverToAnotherServer() throws Exception {
    startServers(false);
    CdcPipeline pipeline = startAndConnect(failingOver(source(primary)));
    execute(primary, "INSERT INTO t VALUES (1)");
    awaitRows(1);
    execute(standby, "INSERT INTO t VALUES (2)");

    primary.stop();
    await(() -> message(pipeline).contains("offsets do not carry over"));
    primary.start();
    execute(primary, "INSERT INTO t VALUES (3)");

    assertEquals(List.of("1", "3"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void streamGoesOnByTimestampWhenAllowed() throws Exception {
    startServers(false);
    // By time, only a server that wrote transactions before the position's can take over.
    execute(standby, "INSERT INTO t VALUES (1)");
    CdcPipeline pipeline =
        startAndConnect(
            failingOver(
                source(primary).timestampFailover(true).timestampRewind(Duration.ofHours(1))));
    BinlogPosition start = pipeline.status().acknowledgedPosition();
    execute(primary, "INSERT INTO t VALUES (1)");
    awaitRows(1);
    await(() -> !Objects.equals(start, pipeline.status().acknowledgedPosition()));
    execute(standby, "INSERT INTO t VALUES (2)");

    primary.kill();

    assertEquals(List.of("1", "1", "2"), PipelineIT.ids(awaitRows(3)));
  }

  private void startServers(boolean gtid) {
    primary = EmbeddedMySql.builder().serverId(21).gtid(gtid).start();
    standby = EmbeddedMySql.builder().serverId(22).gtid(gtid).start();
    for (EmbeddedMySql server : List.of(primary, standby)) {
      server.execute(
          "SET sql_log_bin = 0",
          "CREATE USER cdc@'%' IDENTIFIED BY 'secret'",
          "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO cdc@'%'",
          "CREATE DATABASE " + database,
          "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)");
    }
    assertFalse(
        query(primary, "SELECT @@server_uuid").equals(query(standby, "SELECT @@server_uuid")));
  }

  private CdcPipeline.Builder failingOver(MySqlSource.Builder source) {
    return pipeline().source(source.failover("127.0.0.1", standby.port()).build());
  }

  private static MySqlSource.Builder source(EmbeddedMySql server) {
    return MySqlSource.builder("127.0.0.1", server.port())
        .credentials("cdc", () -> "secret")
        .serverId(9002)
        .connectTimeout(Duration.ofMinutes(1))
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500));
  }

  private void execute(EmbeddedMySql server, String... statements) {
    String[] all = new String[statements.length + 1];
    all[0] = "USE " + database;
    System.arraycopy(statements, 0, all, 1, statements.length);
    server.execute(all);
  }

  private static String query(EmbeddedMySql server, String sql) {
    return String.valueOf(server.query(sql).get(0).get(0));
  }

  /**
   * Returns how many transactions of a source the server has executed, all of them without gaps.
   */
  private static int transactions(EmbeddedMySql server, String uuid) {
    String executed = query(server, "SELECT @@GLOBAL.gtid_executed");
    int at = executed.indexOf(uuid);
    if (at < 0) {
      return 0;
    }
    String numbers = executed.substring(at + uuid.length() + 1).split("[,\\n]", 2)[0];
    assertTrue(numbers.matches("1(-\\d+)?"), executed);
    return Integer.parseInt(numbers.substring(numbers.indexOf('-') + 1));
  }

  private static String message(CdcPipeline pipeline) {
    Failure failure = pipeline.status().failure();
    return failure == null ? "" : Objects.requireNonNullElse(failure.cause().getMessage(), "");
  }
}
