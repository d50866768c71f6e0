package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.PositionLostException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.Finding.Severity;
import dev.towpath.pipeline.PipelineListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of the peculiarities of MariaDB. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class MariaDbIT extends PipelineTestBase {

  @Test
  void rowsKnowTheStatementTheyComeFrom() throws Exception {
    String insert = "INSERT INTO t VALUES (1) /* " + "é".repeat(300) + " */";
    startAndConnect(pipeline());

    sql("CREATE TABLE t (id INT PRIMARY KEY)", insert);

    assertEquals(insert, awaitRows(1).get(0).origin().statement());
  }

  @Test
  void compressedEventsArriveLikeOthers() throws Exception {
    List<String> columns = IntStream.range(0, 300).mapToObj(i -> "c" + i + " INT").toList();
    String wide = "CREATE TABLE wide (id INT PRIMARY KEY, " + String.join(", ", columns) + ")";
    mysql.execute("SET GLOBAL log_bin_compress = ON", "SET GLOBAL log_bin_compress_min_len = 10");
    try {
      startAndConnect(pipeline());
      sql(
          wide,
          "INSERT INTO wide (id, c299) VALUES (1, 299)",
          "UPDATE wide SET c0 = id",
          "DELETE FROM wide",
          "CREATE TABLE t (id INT PRIMARY KEY, filler LONGTEXT)",
          "INSERT INTO t VALUES (2, REPEAT('a', 300)), (3, REPEAT('b', 3000000))");
      List<RowChange> rows = awaitRows(5);

      assertEquals(List.of("1", "1", "1", "2", "3"), PipelineIT.ids(rows));
      assertEquals(299, rows.get(0).row().getInt("c299"));
      assertEquals(1, rows.get(2).row().getInt("c0"));
      assertEquals("b".repeat(3_000_000), rows.get(4).row().getString("filler"));
      assertEquals(wide, schemaChanges().get(0));
    } finally {
      mysql.execute("SET GLOBAL log_bin_compress = OFF");
    }
  }

  @Test
  void offsetsAreTheSameWhetherOrNotTheServerWritesAllOfThem() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());

    mysql.execute("SET GLOBAL binlog_legacy_event_pos = ON");
    try {
      sql("INSERT INTO t VALUES (1)");
    } finally {
      mysql.execute("SET GLOBAL binlog_legacy_event_pos = OFF");
    }
    sql("INSERT INTO t VALUES (2)", "START TRANSACTION", "INSERT INTO t VALUES (3)", "COMMIT");
    String file = MovedBinlogContract.lastFile();
    long end = XaTestBase.endOfTransactions(file);

    await(() -> acknowledged(pipeline).offset() == end);
    assertEquals(file, acknowledged(pipeline).file());
    List<RowChange> rows = awaitRows(3);
    assertTrue(rows.get(1).origin().offset() > rows.get(0).origin().offset());
    assertTrue(rows.get(2).origin().offset() > rows.get(1).origin().offset());
  }

  @Test
  void everyDomainHasAPlaceOfItsOwn() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("SET gtid_domain_id = 7", "INSERT INTO t VALUES (1)");
    sql("INSERT INTO t VALUES (2)");
    awaitRows(2);
    first.close();
    sql("INSERT INTO t VALUES (3)", "SET gtid_domain_id = 8", "INSERT INTO t VALUES (4)");
    sql("SET gtid_domain_id = 7", "INSERT INTO t VALUES (5)");

    CdcPipeline pipeline = start(pipeline());

    assertEquals(List.of("1", "2", "3", "4", "5"), PipelineIT.ids(awaitRows(5)));
    GtidSet executed =
        GtidSet.parse(String.valueOf(mysql.query("SELECT @@gtid_binlog_pos").get(0).get(0)));
    await(() -> executed.equals(acknowledged(pipeline).gtidSet()));
    assertTrue(executed.toString().matches("0-1-\\d+,7-1-\\d+,8-1-\\d+"), executed::toString);
  }

  @Test
  void anAlterLoggedInTwoPhasesIsDeliveredOnceAndOnlyIfItSucceeds() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)", "INSERT INTO t VALUES (1, 5), (2, 5)");
    startAndConnect(pipeline());

    sql(
        "SET binlog_alter_two_phase = ON",
        "ALTER TABLE t ADD COLUMN b INT",
        "SET STATEMENT sql_mode = '' FOR ALTER TABLE t ADD COLUMN c INT");
    assertThrows(
        RuntimeException.class,
        () ->
            sql(
                "SET binlog_alter_two_phase = ON",
                "ALTER TABLE t ADD UNIQUE (a), ALGORITHM = COPY"));
    sql("INSERT INTO t VALUES (3, 6, 7, 8)");
    awaitRows(1);

    assertEquals(2, schemaChanges().size(), () -> schemaChanges().toString());
    assertEquals("ALTER TABLE t ADD COLUMN b INT", schemaChanges().get(0));
  }

  @Test
  void tablesWithoutMetadataAreLookedUp() throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = NO_LOG");
    try {
      sql(
          "CREATE TABLE t (id INT UNSIGNED PRIMARY KEY, e ENUM('x', 'ÿ'), s VARCHAR(9)"
              + " CHARACTER SET latin1)");
      startAndConnect(pipeline());

      sql("INSERT INTO t VALUES (4294967295, 'ÿ', 'é')");

      RowChange row = awaitRows(1).get(0);
      assertEquals("4294967295", row.row().getString("id"));
      assertEquals("ÿ", row.row().getString("e"));
      assertEquals("é", row.row().getString("s"));
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  @Test
  void compressedColumnsStopThePipelineOnlyIfTheirTableIsCaptured() throws Exception {
    mysql.execute("CREATE DATABASE IF NOT EXISTS other");
    sql("CREATE OR REPLACE TABLE other.t (c TEXT COMPRESSED)", "CREATE TABLE t (id INT)");
    CdcPipeline pipeline = startAndConnect(pipeline());

    sql("INSERT INTO other.t VALUES ('x')", "INSERT INTO t VALUES (1)");
    awaitRows(1);
    sql("CREATE TABLE c (c VARCHAR(100) COMPRESSED)", "INSERT INTO c VALUES ('x')");

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    assertTrue(message(failure).contains("column 1 is COMPRESSED"), () -> message(failure));
  }

  @Test
  void eventsWithoutChecksumsAreRead() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    mysql.execute("SET GLOBAL binlog_checksum = NONE");
    try {
      CdcPipeline first = startAndConnect(pipeline());
      sql("INSERT INTO t VALUES (1)");
      awaitRows(1);
      first.close();
      sql("INSERT INTO t VALUES (2)");
      start(pipeline());
      awaitRows(2);
    } finally {
      mysql.execute("SET GLOBAL binlog_checksum = CRC32");
    }
    sql("INSERT INTO t VALUES (3)");

    assertEquals(List.of("1", "2", "3"), PipelineIT.ids(awaitRows(3)));
  }

  @Test
  void purgedPositionStopsThePipeline() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();

    CdcPipeline pipeline = start(pipeline());

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    var lost = assertInstanceOf(PositionLostException.class, failure.getCause());
    assertEquals(stored, lost.position());
    assertTrue(message(failure).contains("have been purged"), () -> message(failure));
    List<Finding> findings = pipeline().build().validate(stored);
    assertTrue(
        findings.stream()
            .anyMatch(
                finding ->
                    finding.check().equals("stored position")
                        && finding.what().contains("were purged")),
        findings::toString);
  }

  @Test
  void restartAtEarliestGoesOnWithWhatIsLeft() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();
    List<BinlogPosition> gaps = new CopyOnWriteArrayList<>();
    var listener =
        new PipelineListener() {
          @Override
          public void onGap(BinlogPosition lost, BinlogPosition resumed) {
            gaps.add(lost);
          }
        };

    start(
        pipeline()
            .listener(listener)
            .source(source().positionLostPolicy(PositionLostPolicy.RESTART_AT_EARLIEST).build()));

    assertEquals(List.of("1", "3"), PipelineIT.ids(awaitRows(2)));
    await(() -> !gaps.isEmpty());
    assertEquals(List.of(stored), gaps);
  }

  @Test
  void transactionsOfMySqlAreNoPlaceToStart() {
    GtidSet executed = GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5");

    CdcPipeline pipeline =
        start(pipeline().source(source().startPosition(StartPosition.gtid(executed)).build()));

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    assertTrue(message(failure).contains("is MariaDB"), () -> message(failure));
  }

  @Test
  void aServerWithoutTheDomainLacksItsTransactions() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    first.close();
    BinlogPosition stored = Objects.requireNonNull(first.status().acknowledgedPosition());
    try (EmbeddedMySql other =
        EmbeddedMySql.builder().version(MySqlVersion.MARIADB_11_4).serverId(23).start()) {
      other.createReplicationUser("cdc", "secret");
      other.execute("RESET MASTER");

      CdcPipeline pipeline =
          start(
              pipeline()
                  .source(
                      MySqlSource.builder("127.0.0.1", other.port())
                          .credentials("cdc", () -> "secret")
                          .serverId(9001)
                          .build()));

      PositionLostException lost = LostHistoryContract.lost(pipeline);
      String message = String.valueOf(lost.getMessage());
      assertTrue(message.contains("lacks the transactions " + stored.gtidSet()), message);
    }
  }

  @Test
  void streamGoesOnByGtidOnTheStandby() throws Exception {
    EmbeddedMySql standby =
        EmbeddedMySql.builder().version(MySqlVersion.MARIADB_11_4).serverId(22).start();
    try (EmbeddedMySql primary =
        EmbeddedMySql.builder().version(MySqlVersion.MARIADB_11_4).serverId(21).start()) {
      for (EmbeddedMySql server : List.of(primary, standby)) {
        server.execute(
            "SET sql_log_bin = 0",
            "CREATE USER cdc@'%' IDENTIFIED BY 'secret'",
            "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO cdc@'%'",
            "CREATE DATABASE " + database,
            "CREATE TABLE " + database + ".t (id INT PRIMARY KEY)");
      }
      CdcPipeline pipeline = startAndConnect(pipeline().source(failingOver(primary, standby)));
      primary.execute("USE " + database, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
      awaitRows(2);
      // The standby has the same transactions in files and at offsets of its own.
      standby.execute("FLUSH BINARY LOGS", "USE " + database, "SET server_id = 21");
      standby.execute(
          "USE " + database,
          "SET server_id = 21",
          "SET gtid_seq_no = 1",
          "INSERT INTO t VALUES (1)",
          "SET gtid_seq_no = 2",
          "INSERT INTO t VALUES (2)",
          "SET gtid_seq_no = 3",
          "INSERT INTO t VALUES (3)");

      primary.kill();

      assertEquals(List.of("1", "2", "3"), PipelineIT.ids(awaitRows(3)));
      standby.execute("USE " + database, "INSERT INTO t VALUES (4)");
      assertEquals(List.of("1", "2", "3", "4"), PipelineIT.ids(awaitRows(4)));
      await(() -> "0-22-4".equals(String.valueOf(acknowledged(pipeline).gtidSet())));
    } finally {
      standby.close();
    }
  }

  @Test
  void restartedPipelineFindsWhatChangedTablesByGtid() throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = NO_LOG");
    try {
      CdcPipeline first = startAndConnect(pipeline());
      sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      awaitRows(1);
      await(() -> acknowledged(first).gtidSet() != null);
      first.close();
      sql("CREATE TABLE u (id INT PRIMARY KEY, a UUID)");
      sql("INSERT INTO u VALUES (2, '123e4567-e89b-12d3-a456-426655440000')");

      start(pipeline());

      assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  @Test
  void aServerThatIsWellGivesNothingButHints() {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");

    List<Finding> findings = pipeline().build().validate();

    assertTrue(
        findings.stream().allMatch(finding -> finding.severity() == Severity.INFO),
        findings::toString);
  }

  @Test
  void missingPrivilegesAreNamed() {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    mysql.execute(
        "CREATE OR REPLACE USER poor@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON *.* TO poor");

    List<Finding> findings =
        pipeline().source(source().credentials("poor", () -> "secret").build()).build().validate();

    assertEquals(
        List.of("REPLICATION SLAVE", "REPLICATION CLIENT"),
        findings.stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .map(finding -> finding.remedy().replaceAll("GRANT (.*) ON .*", "$1"))
            .toList(),
        findings::toString);
  }

  /** Stops a pipeline that has read row 1, and purges row 2. */
  private BinlogPosition stopBeforeAPurge() throws InterruptedException {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    pipeline.close();
    BinlogPosition stored = acknowledged(pipeline);
    sql("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS");
    purgeTo(MovedBinlogContract.lastFile());
    sql("INSERT INTO t VALUES (3)");
    return stored;
  }

  private static MySqlSource failingOver(EmbeddedMySql primary, EmbeddedMySql standby) {
    return MySqlSource.builder("127.0.0.1", primary.port())
        .credentials("cdc", () -> "secret")
        .serverId(9002)
        .connectTimeout(Duration.ofMinutes(1))
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500))
        .failover("127.0.0.1", standby.port())
        .build();
  }

  private List<String> schemaChanges() {
    List<String> statements = new ArrayList<>();
    sink.events().stream()
        .filter(SchemaChange.class::isInstance)
        .forEach(change -> statements.add(((SchemaChange) change).sql()));
    return statements;
  }

  private static BinlogPosition acknowledged(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition());
  }

  private static String message(CdcException failure) {
    return failure.getMessage() + " / " + failure.getCause();
  }
}
