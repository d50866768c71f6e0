package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.StatementKind;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FilterIT extends PipelineTestBase {

  @Test
  void hiddenAndMaskedColumnsReachNoSink() throws Exception {
    sql(
        "CREATE TABLE users (password CHAR(9), id INT, phone VARCHAR(9), PRIMARY KEY (password,"
            + " id))");
    startAndConnect(
        pipeline()
            .columns(
                ColumnFilter.exclude(database + ".users", "PASSWORD")
                    .and(ColumnFilter.mask("*.users", "phone", FilterIT::lastDigit))));

    sql(
        "INSERT INTO users VALUES ('s3cret', 1, '555-0101'), ('s3cret', 2, NULL)",
        "UPDATE users SET phone = '555-0109', password = 'changed' WHERE id = 1",
        "DELETE FROM users WHERE id = 1");

    List<RowChange> rows = awaitRows(4);
    assertEquals(
        List.of("{id=1, phone=…1}", "{id=2, phone=null}", "{id=1, phone=…9}", "{id=1, phone=…9}"),
        rows.stream()
            .map(change -> change.row().toString().replace(database + ".users", ""))
            .toList());
    assertEquals(List.of(0), rows.get(0).table().primaryKey());
  }

  @Test
  void statementThatMayHoldAHiddenValueIsWithheld() throws Exception {
    sql("CREATE TABLE users (id INT PRIMARY KEY, password CHAR(9))");
    sql("CREATE TABLE orders (id INT PRIMARY KEY, note CHAR(9))");
    startAndConnect(pipeline().columns(ColumnFilter.exclude("*.users", "password")));

    sql(
        "SET SESSION binlog_rows_query_log_events = ON",
        "INSERT INTO orders VALUES (1, 'first')",
        "INSERT INTO users VALUES (1, 's3cret')",
        "UPDATE orders o JOIN users u USING (id) SET o.note = 'joined', u.password = 'changed'",
        "INSERT INTO orders VALUES (2, 'last')");

    List<RowChange> rows = awaitRows(5);
    assertEquals("INSERT INTO orders VALUES (1, 'first')", rows.get(0).origin().statement());
    for (RowChange change : rows.subList(1, 4)) {
      assertNull(change.origin().statement());
    }
    assertEquals("INSERT INTO orders VALUES (2, 'last')", rows.get(4).origin().statement());
  }

  @Test
  void masksAndFiltersSeeADocumentLoggedAsDifferences() throws Exception {
    sql("CREATE TABLE docs (id INT PRIMARY KEY, open JSON, secret JSON)");
    startAndConnect(
        pipeline()
            .columns(ColumnFilter.mask("*.docs", "secret", FilterIT::lastDigit))
            .rows(RowFilter.onlyIfChanged(database + ".docs", "open")));

    sql(
        "SET SESSION binlog_row_value_options = PARTIAL_JSON",
        "INSERT INTO docs VALUES (1, '{\"a\": 1, \"b\": [true]}', '{\"s\": 1, \"t\": 2}')",
        "UPDATE docs SET secret = JSON_SET(secret, '$.t', 3)",
        "UPDATE docs SET open = JSON_SET(open, '$.b[1]', 'x'), secret = JSON_REMOVE(secret, '$.s')",
        "SET SESSION binlog_row_value_options = ''");

    List<RowChange> rows = awaitRows(2);
    assertEquals(
        database + ".docs{id=1, open={\"a\": 1, \"b\": [true, \"x\"]}, secret=…}}",
        rows.get(1).row().toString());
  }

  @Test
  void newColumnIsShownByAFilterThatDoesNotNameIt() throws Exception {
    sql("CREATE TABLE t (secret INT, id INT PRIMARY KEY)");
    startAndConnect(pipeline().columns(ColumnFilter.exclude(database + ".t", "secret")));

    sql(
        "INSERT INTO t VALUES (5, 1)",
        "ALTER TABLE t ADD COLUMN colour CHAR(5) FIRST",
        "INSERT INTO t VALUES ('red', 5, 2)");

    assertEquals(
        List.of(database + ".t{id=1}", database + ".t{colour=red, id=2}"),
        awaitRows(2).stream().map(change -> change.row().toString()).toList());
  }

  @Test
  void updatesOfOtherColumnsAreLeftOut() throws Exception {
    sql("CREATE TABLE orders (id INT PRIMARY KEY, status CHAR(9), note CHAR(9))");
    startAndConnect(
        pipeline()
            .rows(RowFilter.onlyIfChanged("*.orders", "status"))
            .columns(ColumnFilter.replace("*.orders", "status", "hidden")));

    sql(
        "INSERT INTO orders VALUES (1, 'new', 'a'), (2, 'new', 'a')",
        "UPDATE orders SET note = 'b'",
        "UPDATE orders SET note = 'c', status = IF(id = 1, 'paid', status)",
        "DELETE FROM orders");

    assertEquals(
        List.of("INSERT 1", "INSERT 2", "UPDATE 1", "DELETE 1", "DELETE 2"),
        awaitRows(5).stream()
            .map(change -> change.kind() + " " + change.row().getString("id"))
            .toList());
    assertEquals(3, count(EventKind.BEGIN));
    assertEquals(3, count(EventKind.COMMIT));
  }

  @Test
  void hiddenChangesMoveThePosition() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline().rows(change -> false));
    BinlogPosition before = Objects.requireNonNull(first.status().acknowledgedPosition());
    sql("INSERT INTO t VALUES (1)");
    await(
        () ->
            before.compare(Objects.requireNonNull(first.status().acknowledgedPosition())).orElse(0)
                < 0);
    first.close();
    assertEquals(List.of(), sink.events());

    start(pipeline());
    sql("INSERT INTO t VALUES (2)");

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void rowFilterThatThrowsStopsBeforeTheRow() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .rows(
                    change -> {
                      if (change.row().getLong("id") == 2) {
                        throw new IllegalStateException("no opinion");
                      }
                      return true;
                    }));
    sql("INSERT INTO t VALUES (1)");
    // A failure to decode flushes nothing.
    await(() -> pipeline.status().acknowledgedEvents() == 3);

    sql("INSERT INTO t VALUES (2)");

    String message = failureOf(pipeline);
    assertTrue(message.contains("no opinion"), message);
    assertTrue(message.contains("INSERT of " + database + ".t"), message);
    start(pipeline());
    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void maskThatThrowsStopsBeforeTheRow() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .columns(
                    ColumnFilter.mask(
                        "*.t",
                        "id",
                        id -> {
                          throw new IllegalStateException("no key");
                        })));

    sql("INSERT INTO t VALUES (2)");

    String message = failureOf(pipeline);
    assertTrue(message.contains("no key"), message);
    assertTrue(message.contains("mask of " + database + ".t.id"), message);
    start(pipeline());
    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void statementsAreDeliveredByKind() throws Exception {
    KindFilter all = KindFilter.all().withDcl();
    assertEquals(Set.of("DDL", "DCL", "DML", "OTHER"), statementsSeen(all));
    assertEquals(Set.of("DDL", "DML", "OTHER"), statementsSeen(KindFilter.all()));
    assertEquals(Set.of("DCL", "DML", "OTHER"), statementsSeen(all.withoutDdl()));
    assertEquals(
        Set.of("DDL", "DML"), statementsSeen(KindFilter.all().withoutDcl().withoutOthers()));
    assertEquals(Set.of("DDL", "DCL", "OTHER"), statementsSeen(all.withoutDml()));
  }

  /**
   * Runs a statement of each kind and returns the statements that reached the sink, with the rows
   * around them.
   */
  private Set<String> statementsSeen(KindFilter filter) throws Exception {
    sql("DROP TABLE IF EXISTS t", "CREATE TABLE t (id INT PRIMARY KEY)");
    int known = rows().size();
    int seen = sink.events().size();
    CdcPipeline pipeline = startAndConnect(pipeline(new InMemoryPositionStore()).kinds(filter));
    sql(
        "SET SESSION binlog_rows_query_log_events = ON",
        "ALTER TABLE t ADD COLUMN `DDL` INT",
        "CREATE USER IF NOT EXISTS `DCL`",
        "ANALYZE TABLE t /* OTHER */",
        "SET SESSION binlog_format = STATEMENT",
        "INSERT INTO t VALUES (1, 1) /* DML */",
        "SET SESSION binlog_format = ROW",
        "INSERT INTO t VALUES (2, 2)",
        "DROP USER `DCL`");
    RowChange row = awaitRows(known + 1).get(known);
    pipeline.close();
    assertEquals(database + ".t{id=2, DDL=2}", row.row().toString());
    assertEquals(filter.includes(StatementKind.DML), row.origin().statement() != null);
    return sink.events().stream()
        .skip(seen)
        .filter(StatementEvent.class::isInstance)
        .map(event -> ((StatementEvent) event).sql())
        .map(
            sql -> List.of("DDL", "DCL", "DML", "OTHER").stream().filter(sql::contains).findFirst())
        .map(kind -> kind.orElse("unknown"))
        .collect(Collectors.toSet());
  }

  @Test
  void kindsOfRowsAreDeliveredOnRequest() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(
        pipeline()
            .kinds(
                KindFilter.all()
                    .withoutInserts()
                    .withoutDeletes()
                    .withoutDdl()
                    .withoutTransactionMarkers()));

    sql(
        "INSERT INTO t VALUES (1)",
        "UPDATE t SET id = 2",
        "DELETE FROM t",
        "INSERT INTO t VALUES (3)",
        "UPDATE t SET id = 4");

    assertEquals(List.of("2", "4"), PipelineIT.ids(awaitRows(2)));
    assertEquals(
        List.of(EventKind.UPDATE, EventKind.UPDATE),
        sink.events().stream().map(ChangeEvent::kind).toList());
  }

  @Test
  void withoutRowsNoDefinitionIsNeeded() throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    try {
      sql("CREATE TABLE t (id INT PRIMARY KEY)");
      CdcPipeline first = startAndConnect(pipeline());
      first.close();
      sql("INSERT INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE done (id INT)");

      start(pipeline().kinds(KindFilter.all().withoutRows()));

      await(() -> count(EventKind.SCHEMA_CHANGE) == 2);
      assertEquals(2, sink.events().size());
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  private long count(EventKind kind) {
    return sink.events().stream().filter(event -> event.kind() == kind).count();
  }

  private static String lastDigit(Object phone) {
    String digits = (String) phone;
    return "…" + digits.substring(digits.length() - 1);
  }

  /** Waits until the pipeline has failed to decode an event; returns the message with its place. */
  private static String failureOf(CdcPipeline pipeline) {
    CdcException failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    assertEquals(PipelineState.FAILED, pipeline.status().state());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.matches("(?s).* at \\S+\\.\\d{6}/\\d+: .*"), message);
    return message;
  }
}
