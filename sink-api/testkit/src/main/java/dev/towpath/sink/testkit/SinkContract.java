package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of every {@link Sink}: rules S1 to S13 of its Javadoc. Extend it, define how to
 * create the sink and how to read the target back, and the rules become tests of your build.
 *
 * <p>JUnit creates an instance for each test: give each its own, empty target. The sink is called
 * on its own thread, as by a pipeline; the other methods of this class on another thread.
 */
@Timeout(300)
public abstract class SinkContract extends AcknowledgementContract {
  private static final Table ITEMS =
      TestEvents.table("shop.items")
          .column("order_id", ColumnType.BIGINT)
          .column("line", ColumnType.INT)
          .column("note", ColumnType.VARCHAR)
          .primaryKey("order_id", "line")
          .build();

  /** Creates the contract, for subclasses. */
  protected SinkContract() {}

  @Test
  @DisplayName("S1 after flush every row is durable")
  final void flushedRowsAreDurable() throws Exception {
    Sink sink = driver.open();
    TestTransaction transaction = events.transaction();
    insert(transaction, 1, "first");
    insert(transaction, 2, "second");
    transaction.insert(ITEMS).with("order_id", 1).with("line", 1).with("note", "third");
    EventBatch batch = transaction.batch();

    driver.deliver(sink, batch);

    assertShows(batch);
  }

  @Test
  @DisplayName("S1 the changes of a key are durable in their order")
  final void changesOfAKeyKeepTheirOrder() throws Exception {
    Sink sink = driver.open();
    List<EventBatch> batches = IntStream.range(0, 60).mapToObj(this::round).toList();

    for (int i = 0; i < batches.size(); i++) {
      driver.write(sink, batches.get(i));
      if (i % 7 == 0) {
        driver.flush(sink);
      }
    }
    driver.flush(sink);

    assertShows(batches.toArray(EventBatch[]::new));
  }

  /**
   * Returns a round in which each of twenty keys in turn is inserted, updated three times, deleted,
   * and so on.
   */
  private EventBatch round(int round) {
    TestTransaction transaction = events.transaction();
    for (int key = 0; key < 20; key++) {
      int age = round - key % 5;
      if (age >= 0) {
        switch (age % 5) {
          case 0 -> transaction.insert(ORDERS);
          case 4 -> transaction.delete(ORDERS);
          default -> transaction.update(ORDERS).was("note", "round " + (round - 1));
        }
        transaction.with("id", key).with("total", "9.90").with("note", "round " + round);
      }
    }
    return transaction.batch();
  }

  @Test
  @DisplayName("S1 a row whose key is updated is durable under its new key")
  final void updatedKeyIsDurable() throws Exception {
    Sink sink = driver.open();
    EventBatch insert = order(1, "a");
    EventBatch move = change(1, 2, "b");

    driver.deliver(sink, insert, move);

    assertShows(insert, move);
  }

  @Test
  @DisplayName("S2 flush without a write returns and changes nothing")
  final void flushWithoutAWriteChangesNothing() throws Exception {
    Sink sink = driver.open();

    driver.flush(sink);
    assertEquals(List.of(), durable());
    EventBatch batch = order(1, "a");
    driver.deliver(sink, batch);
    List<DurableRow> before = durable();
    driver.flush(sink);
    driver.flush(sink);

    assertEquals(before, durable());
    assertShows(batch);
  }

  @Test
  @DisplayName("S3 a batch whose acknowledgement was lost may be redelivered")
  final void redeliveryAfterALostAcknowledgement() throws Exception {
    EventBatch first = order(1, "a");
    EventBatch second = change(1, 1, "b");
    Sink sink = driver.open();
    driver.deliver(sink, first);
    Optional<byte[]> checkpoint = driver.checkpoint(sink);
    driver.deliver(sink, second);
    driver.close(sink);

    driver.restore(checkpoint);
    driver.redeliver(second);

    assertShows(first, second);
  }

  @Test
  @DisplayName("S3 a batch that was not flushed is redelivered in full")
  final void redeliveryWithoutAFlush() throws Exception {
    EventBatch first = order(1, "a");
    EventBatch second = change(1, 1, "b");
    Sink sink = driver.open();
    driver.write(sink, first);
    driver.write(sink, second);
    driver.close(sink);

    driver.redeliver(first, second);

    assertShows(first, second);
  }

  @Test
  @DisplayName("S3 the next leader may deliver the same batches again")
  final void redeliveryByTheNextLeader() throws Exception {
    EventBatch first = order(1, "a");
    EventBatch second = change(1, 1, "b");
    EventBatch third = change(1, 1, "c");
    Sink sink = driver.open();
    driver.deliver(sink, first);
    Optional<byte[]> checkpoint = driver.checkpoint(sink);
    driver.deliver(sink, second);

    driver.nextTerm();
    driver.restore(checkpoint);
    driver.resume(second, third);

    assertShows(first, second, third);
  }

  @Test
  @DisplayName("S4 close without flush is prompt, also the second time")
  final void closeWithoutFlushIsPrompt() throws Exception {
    Sink unused = driver.open();
    Sink used = driver.open();
    driver.write(used, order(1, "a"));

    for (Sink sink : List.of(unused, used, unused, used)) {
      driver.close(sink, promptly());
    }
  }

  @Test
  @DisplayName("S5 an unavailable target makes write or flush throw")
  final void brokenDestinationIsReported() throws Exception {
    EventBatch batch = order(1, "a");
    Sink sink = driver.open();
    assumeTrue(breakDestination());

    assertThrows(Exception.class, () -> driver.deliver(sink, batch), "no failure was reported");
    driver.close(sink);
    repairDestination();
    driver.redeliver(batch);

    assertShows(batch);
  }

  @Test
  @DisplayName("S5 flush does not return normally when the target went down after the write")
  final void flushReportsWhatWasLost() throws Exception {
    EventBatch batch = order(1, "a");
    Sink sink = driver.open();
    driver.write(sink, batch);
    assumeTrue(breakDestination());

    boolean acknowledged = flushReturns(sink);
    driver.close(sink);
    repairDestination();
    if (!acknowledged) {
      driver.redeliver(batch);
    }

    assertShows(batch);
  }

  private boolean flushReturns(Sink sink) {
    try {
      driver.flush(sink);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  @DisplayName("S6 close after a throw does not throw")
  final void closeAfterAThrowDoesNotThrow() throws Exception {
    Sink sink = driver.open();
    assumeTrue(breakDestination());
    assertThrows(Exception.class, () -> driver.deliver(sink, order(1, "a")));

    assertDoesNotThrow(() -> driver.close(sink), "close after a throw");
    assertDoesNotThrow(() -> driver.close(sink), "second close after a throw");
  }

  @Test
  @DisplayName("S7 an interrupt before write ends it soon and is kept")
  final void interruptBeforeWriteIsKept() throws Exception {
    EventBatch batch = order(1, "a");
    Sink sink = driver.open();

    Future<SinkThread.Outcome> running =
        thread.start(
            () -> {
              Thread.currentThread().interrupt();
              sink.write(batch);
              sink.flush();
            });
    SinkThread.Outcome outcome = thread.await("an interrupted write", promptly(), running);

    outcome.assertInterruptKept();
    if (outcome.failure() == null) {
      assertShows(batch);
    }
  }

  @Test
  @DisplayName("S7 an interrupt ends a write that waits for the target")
  final void interruptEndsAWaitingWrite() throws Exception {
    Sink sink = driver.open();
    assumeTrue(hangDestination());

    Future<SinkThread.Outcome> running =
        thread.start(
            () -> {
              sink.write(order(1, "a"));
              sink.flush();
            });
    if (endsByItself(running)) {
      assertNotNull(running.get().failure(), "flush returned although nothing is durable");
      return;
    }
    thread.interrupt();

    thread.await("an interrupted write", promptly(), running).assertInterruptKept();
  }

  private static boolean endsByItself(Future<?> running) throws Exception {
    try {
      running.get(100, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  @DisplayName("S8 the parts of an oversized transaction are visible only as declared")
  final void partsAreVisibleAsDeclared() throws Exception {
    EventBatch before = order(1, "a");
    List<EventBatch> parts = oversized();
    Sink sink = driver.open();
    driver.deliver(sink, before);

    for (EventBatch part : parts) {
      driver.deliver(sink, part);
      if (!showsParts() && !part.endsTransaction()) {
        assertShows(before);
      }
    }

    assertShows(with(before, parts));
  }

  @Test
  @DisplayName("S8 an oversized transaction is redelivered from its start")
  final void partsAreRedeliveredFromTheStart() throws Exception {
    EventBatch before = order(1, "a");
    List<EventBatch> parts = oversized();
    Sink sink = driver.open();
    driver.deliver(sink, before);
    driver.restore(driver.checkpoint(sink));
    driver.deliver(sink, parts.get(0), parts.get(1));
    driver.close(sink);

    driver.redeliver(parts.toArray(EventBatch[]::new));

    assertShows(with(before, parts));
  }

  private List<EventBatch> oversized() {
    TestTransaction transaction = events.transaction();
    for (int key = 100; key < 160; key++) {
      insert(transaction, key, "large");
    }
    return transaction.parts(20);
  }

  private static EventBatch[] with(EventBatch first, List<EventBatch> others) {
    List<EventBatch> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all.toArray(EventBatch[]::new);
  }

  @ParameterizedTest(name = "{0} values")
  @DisplayName("S9 every column type survives")
  @EnumSource
  final void everyColumnTypeSurvives(EveryType.Sample sample) throws Exception {
    Table table = EveryType.table(columnTypes());
    Sink sink = driver.open();
    EventBatch typical = EveryType.batch(events, table, EveryType.Sample.TYPICAL, 7);
    EventBatch batch =
        EveryType.batch(events, table, sample, sample == EveryType.Sample.ABSENT ? 7 : 8);

    driver.deliver(sink, typical, batch);

    assertShows(typical, batch);
  }

  @Test
  @DisplayName("S10 resumePosition, when present, is the position of the last durable batch")
  final void resumePositionIsThatOfTheLastDurableBatch() throws Exception {
    EventBatch first = order(1, "a");
    EventBatch second = order(2, "b");
    Sink sink = driver.open();
    driver.deliver(sink, first);
    driver.close(sink);
    Sink next = driver.open();
    Optional<BinlogPosition> resumed = driver.resumePosition(next);
    assumeTrue(resumed.isPresent());
    assertEquals(first.position(), resumed.get());
    driver.write(next, second);
    driver.close(next);

    boolean early = driver.resumePosition(driver.open()).equals(Optional.of(second.position()));

    assertShows(early ? new EventBatch[] {first, second} : new EventBatch[] {first});
  }

  @Test
  @DisplayName("S11 batches may be kept: the sink does not modify them")
  final void batchesAreNotModified() throws Exception {
    Table table = EveryType.table(columnTypes());
    EventBatch batch = EveryType.batch(events, table, EveryType.Sample.GREATEST, 1);
    Map<String, String> before = SinkModel.texts(batch.events());
    Sink sink = driver.open();

    driver.deliver(sink, batch);
    driver.close(sink);

    assertEquals(before, SinkModel.texts(batch.events()));
  }

  @Test
  @DisplayName("S12 a sink accepts the checkpoint of one that never wrote")
  final void checkpointIsAskedBeforeTheFirstWrite() throws Exception {
    EventBatch batch = order(1, "a");
    driver.restore(driver.checkpoint(driver.open()));
    driver.deliver(driver.open(), batch);

    assertShows(batch);
  }
}
