package dev.sluice.sink.testkit;

import dev.sluice.event.ColumnType;
import dev.sluice.event.RowChange;
import dev.sluice.event.Table;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The means of a sink's contract: a sink on its thread, and what its destination shows. */
abstract class SinkHarness {
  static final Table ORDERS = TestEvents.orders();

  final SinkThread thread = new SinkThread();
  final TestEvents events = new TestEvents();
  final SinkDriver driver = new SinkDriver(thread, this::create, this::patience);

  /** A new sink for this test's destination. Called several times within a test. */
  protected abstract Sink create(SinkContext context) throws Exception;

  /**
   * What the destination shows now, as if this process had crashed: of a destination that keeps
   * changes every one since the test began, those of one key in their order; of one that keeps rows
   * the current ones.
   */
  protected abstract List<DurableRow> durable() throws Exception;

  /** What the destination shows after redeliveries. */
  protected abstract Fidelity fidelity();

  /** What the destination shows of a change. Override it for a sink that converts values. */
  protected DurableRow expected(RowChange change) {
    return DurableRow.of(change);
  }

  /** The types the sink supports, for S9. Default all. */
  protected Set<ColumnType> columnTypes() {
    return EnumSet.allOf(ColumnType.class);
  }

  /**
   * Whether the parts of an oversized transaction may be seen before its end, for S8. Default true.
   */
  protected boolean showsParts() {
    return true;
  }

  /** Makes the destination refuse writes; false when it cannot, then S5 and S6 do not apply. */
  protected boolean breakDestination() throws Exception {
    return false;
  }

  /**
   * Makes the destination take requests and not answer, for S7. Default: {@link
   * #breakDestination()}.
   */
  protected boolean hangDestination() throws Exception {
    return breakDestination();
  }

  /** Ends what {@link #breakDestination()} or {@link #hangDestination()} began. */
  protected void repairDestination() throws Exception {}

  /** The limit of S4 and S7. Default one second. */
  protected Duration promptly() {
    return Duration.ofSeconds(1);
  }

  /** The limit of any other call. Default 30 s. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  @AfterEach
  final void closeSinks() throws Exception {
    repairDestination();
    thread.interrupt();
    try {
      driver.closeAll();
    } finally {
      thread.stop();
    }
  }

  final EventBatch order(long id, String note) {
    return insert(events.transaction(), id, note).batch();
  }

  static TestTransaction insert(TestTransaction transaction, long id, String note) {
    return transaction.insert(ORDERS).with("id", id).with("total", "9.90").with("note", note);
  }

  final EventBatch change(long from, long to, String note) {
    return events
        .transaction()
        .update(ORDERS)
        .was("id", from)
        .with("id", to)
        .with("total", "8.00")
        .with("note", note)
        .batch();
  }

  final void assertShows(EventBatch... batches) throws Exception {
    new SinkModel(fidelity(), this::expected).check(TestEvents.events(batches), durable());
  }
}
