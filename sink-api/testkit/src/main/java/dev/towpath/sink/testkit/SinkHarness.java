package dev.towpath.sink.testkit;

import dev.towpath.event.ColumnType;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The base of a sink's contract: a sink on its thread, and access to its target. */
abstract class SinkHarness {
  static final Table ORDERS = TestEvents.orders();

  final SinkThread thread = new SinkThread();
  final TestEvents events = new TestEvents();
  final SinkDriver driver = new SinkDriver(thread, this::create, this::patience);

  /** Returns a new sink for this test's target. Called several times within a test. */
  protected abstract Sink create(SinkContext context) throws Exception;

  /**
   * Returns what the target shows now, as if this process had crashed. A target that keeps changes
   * shows every change since the test began, in order per key. A target that keeps rows shows the
   * current ones.
   */
  protected abstract List<DurableRow> durable() throws Exception;

  /** Returns what the target shows after redeliveries. */
  protected abstract Fidelity fidelity();

  /** Returns what the target shows of a change. Override it for a sink that converts values. */
  protected DurableRow expected(RowChange change) {
    return DurableRow.of(change);
  }

  /** Returns the types that the sink supports, for S9. Default: all. */
  protected Set<ColumnType> columnTypes() {
    return EnumSet.allOf(ColumnType.class);
  }

  /**
   * Returns whether parts of an oversized transaction may be visible before its end, for S8.
   * Default: true.
   */
  protected boolean showsParts() {
    return true;
  }

  /** Makes the target refuse writes. Returns false if it cannot; S5 and S6 then do not apply. */
  protected boolean breakDestination() throws Exception {
    return false;
  }

  /**
   * Makes the target accept requests without an answer, for S7. Default: {@link
   * #breakDestination()}.
   */
  protected boolean hangDestination() throws Exception {
    return breakDestination();
  }

  /** Undoes {@link #breakDestination()} or {@link #hangDestination()}. */
  protected void repairDestination() throws Exception {}

  /** Returns the limit of S4 and S7. Default: one second. */
  protected Duration promptly() {
    return Duration.ofSeconds(1);
  }

  /** Returns the limit of any other call. Default: 30 s. */
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
