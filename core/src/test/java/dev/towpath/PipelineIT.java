package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import dev.towpath.failure.CdcException;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.EventBatch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PipelineIT extends PipelineTestBase {

  @Test
  void changesArriveInCommitOrderWithTheirValues() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), price DECIMAL(8,2) UNSIGNED)");
    startAndConnect(pipeline());

    sql(
        "START TRANSACTION",
        "INSERT INTO t VALUES (1, 'Ärger', 9.90), (2, NULL, 0)",
        "UPDATE t SET price = 12.50 WHERE id = 1",
        "COMMIT",
        "DELETE FROM t WHERE id = 2");

    List<RowChange> rows = awaitRows(4);
    assertEquals(
        List.of(
            "%s.t{id=1, name=Ärger, price=9.90}".formatted(database),
            "%s.t{id=2, name=null, price=0.00}".formatted(database),
            "%s.t{id=1, name=Ärger, price=12.50}".formatted(database),
            "%s.t{id=2, name=null, price=0.00}".formatted(database)),
        rows.stream().map(change -> change.row().toString()).toList());
    assertEquals(
        List.of(EventKind.INSERT, EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE),
        rows.stream().map(ChangeEvent::kind).toList());
    RowUpdate update = assertInstanceOf(RowUpdate.class, rows.get(2));
    assertTrue(update.changed("price"));
    assertFalse(update.changed("name"));
    assertEquals(List.of(0), update.table().primaryKey());
  }

  @Test
  void rowsStayAsTheyWereWhileMoreIsReceived() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(2000))");
    startAndConnect(pipeline());

    int count = 1000;
    for (int id = 0; id < count; id += 5) {
      StringBuilder values = new StringBuilder();
      for (int i = id; i < id + 5; i++) {
        values.append(i == id ? "" : ", ").append("(%d, REPEAT('%04d,', 300))".formatted(i, i));
      }
      sql("INSERT INTO t VALUES " + values);
    }

    List<RowChange> rows = awaitRows(count);
    for (int id = 0; id < count; id++) {
      assertEquals("%04d,".formatted(id).repeat(300), rows.get(id).row().getString("filler"));
    }
  }

  @Test
  void transactionIsFramedAndNumbered() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(pipeline());

    sql("START TRANSACTION", "INSERT INTO t VALUES (1), (2)", "INSERT INTO t VALUES (3)", "COMMIT");

    awaitRows(3);
    List<ChangeEvent> events = sink.events();
    assertEquals(
        List.of(
            EventKind.BEGIN,
            EventKind.INSERT,
            EventKind.INSERT,
            EventKind.INSERT,
            EventKind.COMMIT),
        events.stream().map(ChangeEvent::kind).toList());
    String gtid = assertNotNullAnd(events.get(1).origin().gtid());
    assertEquals(
        List.of(gtid + ":0:0", gtid + ":0:1", gtid + ":1:0"),
        rows().stream().map(RowChange::id).toList());
    assertNotNull(events.get(1).origin().commitTimestamp());
  }

  @Test
  void rowLargerThanAPacketArrivesWhole() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, b LONGBLOB, c LONGTEXT)");
    startAndConnect(pipeline().memoryBudget(1 << 20));

    // 16 MiB less one byte is the limit of a packet of the protocol.
    sql(
        "INSERT INTO t VALUES (1, REPEAT(x'0102030405', 4000000), REPEAT('äb', 5000000))",
        "UPDATE t SET id = 2",
        "INSERT INTO t VALUES (3, '', '')");

    List<RowChange> rows = awaitRows(3);
    Row row = rows.get(1).row();
    assertEquals(List.of("1", "2", "3"), ids(rows));
    byte[] bytes = row.getBytes("b");
    assertEquals(20_000_000, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != i % 5 + 1) {
        assertEquals(i % 5 + 1, bytes[i], "byte " + i);
      }
    }
    assertEquals("äb".repeat(5_000_000), row.get("c"));
  }

  @Test
  void nextPipelineGoesOnWhereTheLastOneStopped() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    first.close();
    assertEquals(PipelineState.STOPPED, first.status().state());
    sql("INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)");

    start(pipeline());

    assertEquals(List.of("1", "2", "3"), ids(awaitRows(3)));
  }

  @Test
  void startAtLatestIsRememberedThoughNothingHappened() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    first.close();
    sql("INSERT INTO t VALUES (1)");

    start(pipeline());

    assertEquals(List.of("1"), ids(awaitRows(1)));
  }

  @Test
  void startAtEarliestSeesEverything() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");

    start(pipeline().source(source().startPosition(StartPosition.earliest()).build()));

    assertEquals(List.of("1"), ids(awaitRows(1)));
  }

  @Test
  void startAtAnOffsetNeedsNoGtids() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    List<String> status =
        mysql.query("SHOW MASTER STATUS").get(0).stream().map(String::valueOf).toList();
    sql("INSERT INTO t VALUES (1)");

    CdcPipeline pipeline =
        start(
            pipeline()
                .source(
                    source()
                        .startPosition(
                            StartPosition.at(status.get(0), Long.parseLong(status.get(1))))
                        .build()));

    assertEquals(List.of("1"), ids(awaitRows(1)));
    pipeline.close();
    sql("INSERT INTO t VALUES (2)");
    start(pipeline());
    assertEquals(List.of("1", "2"), ids(awaitRows(2)));
  }

  @Test
  void newColumnIsKnownFromTheFirstRowThatHasIt() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(pipeline());

    sql(
        "INSERT INTO t VALUES (1)",
        "ALTER TABLE t ADD COLUMN colour ENUM('red','green') FIRST",
        "INSERT INTO t VALUES ('green', 2)");

    List<RowChange> rows = awaitRows(2);
    assertEquals(database + ".t{id=1}", rows.get(0).row().toString());
    assertEquals(database + ".t{colour=green, id=2}", rows.get(1).row().toString());
    SchemaChange ddl =
        sink.events().stream()
            .filter(SchemaChange.class::isInstance)
            .map(SchemaChange.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("t", ddl.table());
    assertTrue(ddl.sql().startsWith("ALTER TABLE t ADD"), ddl.sql());
  }

  @Test
  void excludedTablesMoveThePositionOnly() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    BinlogPosition before = Objects.requireNonNull(pipeline.status().acknowledgedPosition());

    mysql.execute(
        "CREATE DATABASE IF NOT EXISTS elsewhere",
        "CREATE TABLE IF NOT EXISTS elsewhere.t (id INT)",
        "INSERT INTO elsewhere.t VALUES (1)");

    await(
        () ->
            before
                    .compare(Objects.requireNonNull(pipeline.status().acknowledgedPosition()))
                    .orElse(0)
                < 0);
    assertEquals(List.of(), rows());
  }

  @Test
  void oversizedTransactionIsDeliveredInParts() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(pipeline());
    StringBuilder values = new StringBuilder("(0)");
    for (int i = 1; i < 25_000; i++) {
      values.append(",(").append(i).append(')');
    }

    sql("INSERT INTO t VALUES " + values);

    awaitRows(25_000);
    await(() -> !sink.batches().isEmpty() && last().endsTransaction());
    List<EventBatch> parts = sink.batches();
    assertTrue(parts.size() >= 3, () -> parts.size() + " parts");
    assertTrue(parts.subList(0, parts.size() - 1).stream().noneMatch(EventBatch::endsTransaction));
    assertEquals(parts.get(0).position(), parts.get(1).position());
  }

  @Test
  void namesComeFromInformationSchemaWhenTheBinlogLacksThem() throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    try {
      sql("CREATE TABLE t (id INT UNSIGNED PRIMARY KEY, name CHAR(10) CHARACTER SET latin1)");
      startAndConnect(pipeline());

      sql("INSERT INTO t VALUES (4294967295, 'naïf')");

      RowChange row = awaitRows(1).get(0);
      assertEquals(database + ".t{id=4294967295, name=naïf}", row.row().toString());
      assertEquals("char(10)", row.table().column(1).typeText());
      assertEquals(List.of(0), row.table().primaryKey());
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  @Test
  void anotherDefinitionThanTheBinlogsIsRefused() throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    try {
      sql("CREATE TABLE t (id INT PRIMARY KEY)");
      CdcPipeline first = startAndConnect(pipeline());
      first.close();
      sql("INSERT INTO t VALUES (1)", "ALTER TABLE t ADD COLUMN x INT");

      CdcPipeline second = start(pipeline());

      CdcException failure = assertThrows(CdcException.class, () -> second.awaitStopped(LIMIT));
      assertTrue(
          String.valueOf(failure.getMessage()).contains("binlog_row_metadata=FULL"),
          failure.getMessage());
      assertEquals(PipelineState.FAILED, second.status().state());
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  @Test
  void pipelineCanBeStartedOnce() {
    CdcPipeline pipeline = start(pipeline());

    assertThrows(IllegalStateException.class, pipeline::start);
  }

  @Test
  void pipelineThatWasNeverStartedCanBeClosed() throws Exception {
    CdcPipeline pipeline = pipeline().build();

    pipeline.close();
    pipeline.close();

    assertTrue(pipeline.awaitStopped(LIMIT));
    assertEquals(PipelineState.STOPPED, pipeline.status().state());
  }

  private EventBatch last() {
    List<EventBatch> batches = sink.batches();
    return batches.get(batches.size() - 1);
  }

  static List<String> ids(List<RowChange> rows) {
    return rows.stream().map(change -> String.valueOf(change.row().getString("id"))).toList();
  }

  private static String assertNotNullAnd(@org.jspecify.annotations.Nullable String value) {
    assertNotNull(value);
    return value;
  }
}
