package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.BinlogPosition;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tests with MySQL 8.0, also of cases that need a second server or a crash. */
final class LostHistoryIT extends LostHistoryContract {

  @Test
  void aBinlogWhoseEndWasLostInACrashIsNoticed() throws Exception {
    BinlogPosition stored = stopAfter(9);
    Path file = Path.of(value(mysql, "SELECT @@datadir")).resolve(stored.file());
    mysql.kill();
    cut(file, stored.transactionStartOffset() - 10);
    mysql.start();
    insert(10, 40);

    CdcPipeline pipeline = start(pipeline());

    String message = String.valueOf(lost(pipeline).getMessage());
    assertTrue(message.contains("it was cut or replaced"), message);
  }

  @Test
  void aFailoverToAServerThatLacksTransactionsIsNoticed() throws Exception {
    stopAfter(3);
    try (EmbeddedMySql other = copyWithout(1)) {
      CdcPipeline pipeline = start(pipeline().source(from(other).build()));

      String message = String.valueOf(lost(pipeline).getMessage());
      assertTrue(message.contains("lacks the transactions " + lastTransaction()), message);
    }
  }

  @Test
  void afterAFailoverThatLostTransactionsNothingElseIsRepeated() throws Exception {
    stopAfter(3);
    try (EmbeddedMySql other = copyWithout(1)) {
      start(
          pipeline()
              .source(
                  from(other).positionLostPolicy(PositionLostPolicy.RESTART_AT_EARLIEST).build()));
      other.execute("USE " + database, "INSERT INTO t VALUES (4)");

      assertEquals(List.of("1", "2", "3", "4"), PipelineIT.ids(awaitRows(4)));
    }
  }

  @Test
  void aDumpThatWasRestoredWithItsGtidsIsNoticed() throws Exception {
    stopAfter(9);
    String uuid = value(mysql, "SELECT @@server_uuid");
    String dumped = uuid + ":1-" + (lastNumber() - 3);
    sql("DELETE FROM t WHERE id > 6");
    reset();
    mysql.execute("SET GLOBAL gtid_purged = '" + dumped + "'");
    insert(7, 30);

    assertNotNull(lost(start(pipeline())));
    start(earliest());

    assertEquals(9 + 24, awaitRows(9 + 24).size());
  }

  @Test
  void numbersThatWereGivenAgainAfterACrashAreNoticedOnAReplica() throws Exception {
    BinlogPosition stored = stopAfter(9);
    awaitLaterThan(Objects.requireNonNull(stored.timestamp()));
    String origin = value(mysql, "SELECT @@server_uuid");
    long last = lastNumber();
    try (EmbeddedMySql replica = copyWithout(3)) {
      for (int i = 1; i <= 3; i++) {
        replica.execute(
            "USE " + database,
            "SET gtid_next = '%s:%d'".formatted(origin, last - 3 + i),
            "INSERT INTO t VALUES (%d)".formatted(9 + i));
      }

      CdcPipeline pipeline = start(pipeline().source(from(replica).build()));

      String message = String.valueOf(lost(pipeline).getMessage());
      assertTrue(message.contains("another transaction under " + lastTransaction()), message);
    }
  }

  @Test
  void aReplicaThatAppliedLateHasTheSameTransactions() throws Exception {
    try (EmbeddedMySql primary = EmbeddedMySql.builder().start()) {
      primary.createReplicationUser("cdc", "secret");
      try (var pair = new ReplicaPair(primary, MySqlVersion.MYSQL_8_0, 41, "")) {
        primary.execute(
            "CREATE DATABASE " + database, "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)");
        pair.stopApplying();
        CdcPipeline first = startAndConnect(pipeline().source(from(primary).build()));
        primary.execute("USE " + database, "BEGIN", "INSERT INTO t VALUES (1)", "COMMIT");
        awaitRows(1);
        first.close();
        Instant taken = Objects.requireNonNull(first.status().acknowledgedPosition()).timestamp();
        awaitLaterThan(Objects.requireNonNull(taken).plusSeconds(2));
        pair.startApplying();
        await(() -> pair.has("SELECT 1 FROM " + database + ".t"));

        start(pipeline().source(from(pair.replica()).build()));
        primary.execute("INSERT INTO " + database + ".t VALUES (2)");

        assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
      }
    }
  }

  @Test
  void aPositionMayEndWithAnOlderTransactionOfAThirdServer() throws Exception {
    try (EmbeddedMySql primary = EmbeddedMySql.builder().start()) {
      primary.createReplicationUser("cdc", "secret");
      try (var pair = new ReplicaPair(primary, MySqlVersion.MYSQL_8_0, 41, "")) {
        primary.execute(
            "CREATE DATABASE " + database, "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)");
        CdcPipeline first = startAndConnect(pipeline().source(from(primary).build()));
        primary.execute(
            "USE " + database,
            "INSERT INTO t VALUES (1)",
            "SET @then = UNIX_TIMESTAMP() - 60",
            "SET timestamp = @then",
            "SET original_commit_timestamp = @then * 1000000",
            "SET gtid_next = '77777777-7777-7777-7777-777777777777:1'",
            "INSERT INTO t VALUES (2)");
        awaitRows(2);
        first.close();
        await(() -> pair.has("SELECT 1 FROM " + database + ".t WHERE id = 2"));

        start(pipeline().source(from(pair.replica()).build()));
        primary.execute("INSERT INTO " + database + ".t VALUES (3)");

        assertEquals(List.of("1", "2", "3"), PipelineIT.ids(awaitRows(3)));
      }
    }
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /** Starts another server with all transactions of this one but the last. */
  private EmbeddedMySql copyWithout(int last) {
    EmbeddedMySql other = EmbeddedMySql.builder().serverId(31).start();
    other.createReplicationUser("cdc", "secret");
    String uuid = value(mysql, "SELECT @@server_uuid");
    other.execute(
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)",
        "RESET MASTER",
        "SET GLOBAL gtid_purged = '%s:1-%d'".formatted(uuid, lastNumber() - last));
    return other;
  }

  private String lastTransaction() {
    return value(mysql, "SELECT @@server_uuid") + ':' + lastNumber();
  }

  private static long lastNumber() {
    String executed = value(mysql, "SELECT @@GLOBAL.gtid_executed");
    return Long.parseLong(executed.substring(executed.lastIndexOf('-') + 1));
  }

  private MySqlSource.Builder from(EmbeddedMySql server) {
    return MySqlSource.builder("127.0.0.1", server.port())
        .credentials("cdc", () -> "secret")
        .serverId(9001);
  }

  private static String value(EmbeddedMySql server, String query) {
    return String.valueOf(server.query(query).get(0).get(0));
  }
}
