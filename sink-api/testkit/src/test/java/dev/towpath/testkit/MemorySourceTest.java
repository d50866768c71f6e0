package dev.towpath.testkit;

import static dev.towpath.testkit.MemorySource.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.filter.TableFilter;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.testkit.FlakySink;
import dev.towpath.sink.testkit.RecordingSink;
import dev.towpath.sink.testkit.TestEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemorySourceTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final MemorySource source =
      MemorySource.builder().table(TestEvents.orders()).table(customers()).start();
  private final RecordingSink sink = new RecordingSink();
  private final PositionStore positions = new InMemoryPositionStore();

  private static Table customers() {
    return TestEvents.table("shop.customers")
        .column(Column.builder("name", ColumnType.VARCHAR).typeText("varchar(50)").build())
        .primaryKey("name")
        .build();
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  private CdcPipeline.Builder builder(SinkFactory factory) {
    return CdcPipeline.builder()
        .name("memory")
        .source(source.mySql())
        .sink(factory)
        .positionStore(positions)
        .saveInterval(Duration.ZERO);
  }

  private CdcPipeline start(SinkFactory factory) {
    CdcPipeline pipeline = builder(factory).build();
    pipeline.start();
    return pipeline;
  }

  private List<RowChange> changes() {
    return sink.events().stream()
        .filter(RowChange.class::isInstance)
        .map(RowChange.class::cast)
        .toList();
  }

  private static void assertAcknowledged(CdcPipeline pipeline, BinlogPosition position)
      throws InterruptedException {
    assertTrue(pipeline.awaitAcknowledged(position, LIMIT), () -> pipeline.status().toString());
  }

  @Test
  void changesArriveInTheOrderOfCommitsWithBothImages() throws InterruptedException {
    source.transaction().insert("shop.orders", 1, "9.90", null).commit();
    try (CdcPipeline pipeline = start(sink.factory())) {
      BinlogPosition end =
          source
              .transaction()
              .update("shop.orders", row(1, "9.90", null), row(1, "8.00", "cheaper"))
              .delete("shop.orders", 1, "8.00", "cheaper")
              .commit();
      assertAcknowledged(pipeline, end);

      assertEquals(
          List.of(EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE),
          changes().stream().map(ChangeEvent::kind).toList());
      RowUpdate update = (RowUpdate) changes().get(1);
      assertEquals("8.00 cheaper", update.after().get("total") + " " + update.after().get("note"));
      assertEquals(List.of(1L), update.key());
      assertTrue(update.before().isNull("note"));
      assertEquals(PipelineState.RUNNING, pipeline.status().state());
      assertEquals(
          end.gtidSet(),
          Objects.requireNonNull(pipeline.status().acknowledgedPosition()).gtidSet());
      assertEquals(
          source.position().gtidSet(),
          Objects.requireNonNull(sink.position().orElseThrow().gtidSet()));
    }
  }

  @Test
  void restartGoesOnAfterWhatWasAcknowledged() throws InterruptedException {
    source.transaction().insert("shop.customers", "Ada").commit();
    try (CdcPipeline first = start(sink.factory())) {
      assertAcknowledged(first, source.transaction().insert("shop.customers", "Barbara").commit());
    }
    source.transaction().insert("shop.customers", "Grace").commit();

    try (CdcPipeline second = start(sink.factory())) {
      assertAcknowledged(second, source.position());

      assertEquals(
          List.of("Ada", "Barbara", "Grace"),
          changes().stream().map(change -> ((RowInsert) change).after().get("name")).toList());
    }
  }

  @Test
  void anIdleSourceSendsHeartbeats() throws InterruptedException {
    try (CdcPipeline pipeline = start(sink.factory())) {
      assertTrue(pipeline.awaitRunning(LIMIT));

      assertEquals(EventKind.HEARTBEAT, sink.awaitEvents(1, LIMIT).get(0).kind());
    }
  }

  @Test
  void changesAreDeliveredAgainAfterTheSinkFailed() throws InterruptedException {
    FlakySink flaky = FlakySink.over(sink.factory()).failing(FlakySink.Call.FLUSH, 1);
    source.transaction().insert("shop.customers", "Ada").commit();

    try (CdcPipeline pipeline = start(flaky)) {
      assertAcknowledged(pipeline, source.position());

      assertEquals(1, changes().size());
      assertEquals(2, sink.created());
      assertTrue(
          sink.batches().stream().anyMatch(batch -> batch.attempt() > 0), sink.batches()::toString);
    }
  }

  @Test
  void filtersDecideWhatTheSinkGets() throws InterruptedException {
    CdcPipeline.Builder builder =
        builder(sink.factory()).tables(TableFilter.include("shop.customers"));
    source.transaction().insert("shop.orders", 1, "9.90", null).commit();
    source.transaction().insert("shop.customers", "Ada").commit();

    try (CdcPipeline pipeline = builder.build()) {
      pipeline.start();
      assertAcknowledged(pipeline, source.position());

      assertEquals(
          List.of("shop.customers"),
          changes().stream().map(change -> change.table().qualifiedName()).toList());
    }
  }

  @Test
  void schemaChangeArrivesBetweenTheRowsOfBothDefinitions() throws InterruptedException {
    Table wider =
        TestEvents.table("shop.customers")
            .column(customers().column(0))
            .column("born", ColumnType.DATE)
            .primaryKey("name")
            .build();
    try (CdcPipeline pipeline = start(sink.factory())) {
      source.transaction().insert("shop.customers", "Ada").commit();
      source.schemaChange("shop", "ALTER TABLE customers ADD COLUMN born DATE", wider);
      assertThrows(
          IllegalArgumentException.class,
          () -> source.transaction().insert("shop.customers", "Grace"));
      source.transaction().insert("shop.customers", "Grace", null).commit();
      assertAcknowledged(pipeline, source.position());

      List<Integer> columns =
          changes().stream().map(change -> change.table().columns().size()).toList();
      assertEquals(List.of(1, 2), columns);
      assertEquals(
          List.of("ALTER TABLE customers ADD COLUMN born DATE"),
          sink.events().stream()
              .filter(SchemaChange.class::isInstance)
              .map(event -> ((SchemaChange) event).sql())
              .toList());
    }
  }

  @Test
  void transactionsHaveTheTimeOfTheClock() throws InterruptedException {
    Instant time = Instant.parse("2030-01-02T03:04:05.678901Z");
    try (MemorySource timed =
            MemorySource.builder()
                .table(customers())
                .clock(Clock.fixed(time, ZoneOffset.UTC))
                .start();
        CdcPipeline pipeline = builder(sink.factory()).source(timed.mySql()).build()) {
      pipeline.start();
      assertAcknowledged(pipeline, timed.transaction().insert("shop.customers", "Ada").commit());

      assertEquals(time, changes().get(0).origin().commitTimestamp());
    }
  }

  @Test
  void severalPipelinesFollowOneSource() throws InterruptedException {
    RecordingSink other = new RecordingSink();
    try (CdcPipeline one = start(sink.factory());
        CdcPipeline two =
            builder(other.factory())
                .name("other")
                .positionStore(new InMemoryPositionStore())
                .build()) {
      two.start();
      BinlogPosition end = source.transaction().insert("shop.customers", "Ada").commit();
      assertAcknowledged(one, end);
      assertAcknowledged(two, end);

      assertEquals(1, changes().size());
      assertEquals(1, other.events().stream().filter(RowChange.class::isInstance).count());
    }
  }

  @Test
  void wrongUseIsRefusedWithWhatIsWrong() {
    MemoryTransaction transaction = source.transaction();

    assertRefused(
        "shop.order is no table of this source; it has [shop.customers, shop.orders]",
        () -> transaction.insert("shop.order", 1));
    assertRefused(
        "shop.orders has 3 columns, [id, total, note], and not 1: [1]",
        () -> transaction.insert("shop.orders", 1));
    assertRefused(
        "column shop.orders.id cannot be null",
        () -> transaction.insert("shop.orders", null, "9.90", null));
    assertRefused(
        "column shop.orders.total, decimal(10,2), has no value 1.234 of String",
        () -> transaction.insert("shop.orders", 1, "1.234", null));
    assertRefused(
        "column shop.orders.id, bigint, has no value many of String",
        () -> transaction.insert("shop.orders", "many", null, null));
    assertRefused("a transaction without changes", transaction::commit);
    transaction.insert("shop.customers", "Ada").commit();
    assertRefused("is committed", transaction::commit);
    assertRefused("is committed", () -> transaction.insert("shop.customers", "Grace"));
    assertRefused(
        "shop.orders was added before",
        () -> MemorySource.builder().table(TestEvents.orders()).table(TestEvents.orders()));
  }

  @Test
  void columnsThatCannotBeWrittenAreRefusedAtTheStart() {
    assertRefused("test it on a real server", () -> startWith("json", ColumnType.JSON));
    assertRefused(
        "column d.t.c, varchar, has no length, as varchar(100); set it with typeText",
        () -> startWith("varchar", ColumnType.VARCHAR));
    assertRefused("has no labels", () -> startWith("enum", ColumnType.ENUM));
  }

  @SuppressWarnings("try") // Nothing is done with it.
  private static void startWith(String type, ColumnType column) {
    Table table =
        TestEvents.table("d.t").column(Column.builder("c", column).typeText(type).build()).build();
    try (MemorySource started = MemorySource.builder().table(table).start()) {
      throw new AssertionError("it was started");
    }
  }

  @Test
  void nothingIsWrittenAfterTheEnd() {
    MemoryTransaction transaction = source.transaction().insert("shop.customers", "Ada");
    source.close();
    source.close();

    assertRefused("is closed", transaction::commit);
    assertRefused("is closed", () -> source.schemaChange("shop", "DROP TABLE customers"));
  }

  private static void assertRefused(String words, Runnable use) {
    RuntimeException refused = assertThrows(RuntimeException.class, use::run);

    assertTrue(
        refused instanceof IllegalArgumentException || refused instanceof IllegalStateException,
        refused::toString);
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::toString);
  }
}
