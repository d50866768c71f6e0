package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.failure.CdcException;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.TestEvents;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.sink.testkit.TestTransaction;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PullSinkTest {
  private static final Duration LIMIT = Wait.LIMIT;

  private final TestEvents events = new TestEvents();
  private final Table orders = TestEvents.orders();
  private final PullSink pull = new PullSink();
  private final ExecutorService pipeline = Executors.newSingleThreadExecutor();
  private Sink sink;
  private int written;

  @BeforeEach
  void createSink() throws Exception {
    sink = pull.create(TestSinkContext.of("orders"));
  }

  @AfterEach
  void stopPipeline() {
    pipeline.shutdownNow();
  }

  @Test
  void batchesAreNumberedFromOneAndSeveralMayBeOut() throws Exception {
    sink.write(transaction(5));

    PulledBatch first = pull.poll(2).orElseThrow();
    PulledBatch second = pull.poll(2).orElseThrow();
    PulledBatch third = pull.poll(2).orElseThrow();

    assertEquals(List.of(1L, 2L, 3L), List.of(first.id(), second.id(), third.id()));
    assertEquals(List.of("0", "1"), ids(first));
    assertEquals(List.of("2", "3"), ids(second));
    assertEquals(List.of("4"), ids(third));
    assertFalse(second.endsTransaction());
    assertTrue(third.endsTransaction());
    assertEquals(Optional.empty(), pull.poll(2));
  }

  @Test
  void batchAcrossTransactionsKnowsWhetherItEndsOne() throws Exception {
    sink.write(transaction(2));
    sink.write(transaction(2));

    assertTrue(pull.poll(2).orElseThrow().endsTransaction());
    assertFalse(pull.poll(1).orElseThrow().endsTransaction());
    assertTrue(pull.poll(1).orElseThrow().endsTransaction());
  }

  @Test
  void acknowledgingOutOfOrderIsRefusedAndChangesNothing() throws Exception {
    sink.write(transaction(2));
    pull.poll(1);
    pull.poll(1);

    var failure = assertThrows(IllegalArgumentException.class, () -> pull.ack(2));

    assertTrue(String.valueOf(failure.getMessage()).contains("acknowledge 1 first"));
    pull.ack(1);
    pull.ack(2);
    sink.flush();
  }

  @Test
  void batchThatNeverWasIsRefused() {
    var failure = assertThrows(IllegalArgumentException.class, () -> pull.ack(1));

    assertTrue(String.valueOf(failure.getMessage()).contains("no batch 1"));
  }

  @Test
  void batchCannotBeAcknowledgedTwice() throws Exception {
    sink.write(transaction(1));
    pull.poll(1);
    pull.ack(1);

    assertThrows(StaleBatchException.class, () -> pull.ack(1));
  }

  @Test
  void rollbackHandsEverythingOutAgainInOrder() throws Exception {
    sink.write(transaction(4));
    pull.poll(1);
    pull.poll(1);
    pull.poll(1);
    pull.ack(1);

    pull.rollback();

    assertThrows(StaleBatchException.class, () -> pull.ack(2));
    PulledBatch again = pull.poll(2).orElseThrow();
    assertEquals(List.of("1", "2"), ids(again));
    assertTrue(again.isRedelivered());
    assertEquals(4, again.id());
    PulledBatch fresh = pull.poll(2).orElseThrow();
    assertEquals(List.of("3"), ids(fresh));
    assertFalse(fresh.isRedelivered());
  }

  @Test
  void flushReturnsWhenEverythingIsAcknowledged() throws Exception {
    sink.write(transaction(2));
    pull.poll(1);

    Future<?> flush = flush();
    PulledBatch rest = pull.poll(10, LIMIT).orElseThrow();
    assertFalse(flush.isDone());
    pull.ack(1);
    assertFalse(flush.isDone());
    pull.ack(rest.id());

    flush.get();
  }

  @Test
  void pollThatWaitsWithoutLimitWaitsForAFullBatch() throws Exception {
    ExecutorService consumer = Executors.newSingleThreadExecutor();
    try {
      Future<Optional<PulledBatch>> poll = consumer.submit(() -> pull.poll(3, Duration.ZERO));
      sink.write(transaction(2));
      assertFalse(poll.isDone());
      sink.write(transaction(2));

      assertEquals(List.of("0", "1", "2"), ids(poll.get().orElseThrow()));
    } finally {
      consumer.shutdownNow();
    }
  }

  @Test
  void pollTakesWhatThereIsWhenTheTimeIsOver() throws Exception {
    assertEquals(Optional.empty(), pull.poll(3, Duration.ofMillis(20)));
    sink.write(transaction(2));

    assertEquals(2, pull.poll(3, Duration.ofMillis(20)).orElseThrow().events().size());
  }

  @Test
  void pollDoesNotWaitForWhatAFlushHoldsBack() throws Exception {
    sink.write(transaction(2));
    Future<?> flush = flush();

    PulledBatch batch = pull.poll(3, Duration.ZERO).orElseThrow();

    assertEquals(2, batch.events().size());
    pull.ack(batch.id());
    flush.get();
  }

  @Test
  void batchOfASinkThatWasReplacedCannotBeAcknowledged() throws Exception {
    EventBatch batch = transaction(1);
    sink.write(batch);
    pull.poll(1);

    sink.close();
    assertThrows(StaleBatchException.class, () -> pull.ack(1));
    Sink next = pull.create(TestSinkContext.of("orders").withEpoch(2));
    next.write(TestEvents.redelivered(batch));

    assertThrows(StaleBatchException.class, () -> pull.ack(1));
    PulledBatch again = pull.poll(1).orElseThrow();
    assertTrue(again.isRedelivered());
    assertEquals(2, again.epoch());
    pull.ack(again.id());
    next.flush();
  }

  @Test
  void nothingIsHandedOutOnceTheLeaseIsLost() throws Exception {
    sink.close();
    Sink deposed = pull.create(TestSinkContext.of("orders").withLeaseLost());
    deposed.write(transaction(1));

    assertEquals(Optional.empty(), pull.poll(1, Duration.ofMillis(20)));
  }

  @Test
  void sinkServesOnePipelineAtATime() {
    SinkException failure =
        assertThrows(SinkException.class, () -> pull.create(TestSinkContext.of("other")));

    assertTrue(failure.isPermanent());
  }

  @Test
  void closedSinkKeepsNoCallerWaiting() throws Exception {
    sink.write(transaction(1));
    Future<?> flush = flush();

    pull.close();

    var failure = assertThrows(ExecutionException.class, flush::get);
    assertTrue(
        String.valueOf(failure.getMessage()).contains("so 1 events will not be acknowledged"));
    assertThrows(CdcException.class, () -> pull.poll(1, Duration.ZERO));
  }

  @Test
  void everyPollAfterCloseFails() {
    pull.close();
    pull.close();

    assertEquals(
        "this PullSink is closed",
        assertThrows(CdcException.class, () -> pull.poll(1)).getMessage());
    assertThrows(CdcException.class, () -> pull.poll(1, Duration.ofSeconds(1)));
  }

  @Test
  void batchCanBeAcknowledgedAfterCloseUntilThePipelineGivesUp() throws Exception {
    sink.write(transaction(1));
    sink.write(transaction(2));
    long first = pull.poll(1).orElseThrow().id();
    long second = pull.poll(1).orElseThrow().id();
    pull.close();

    pull.ack(first);
    sink.close();

    assertThrows(StaleBatchException.class, () -> pull.ack(second));
    pull.rollback();
  }

  @Test
  void interruptEndsAFlush() throws Exception {
    sink.write(transaction(1));
    Future<?> flush = flush();

    pipeline.shutdownNow();

    var failure = assertThrows(ExecutionException.class, flush::get);
    assertTrue(failure.getCause() instanceof InterruptedException);
  }

  /** Flushes on the pipeline's thread and returns when the flush waits. */
  private Future<?> flush() throws InterruptedException {
    Future<?> flush =
        pipeline.submit(
            () -> {
              sink.flush();
              return null;
            });
    PipelineTestBase.await(pull::isFlushing);
    return flush;
  }

  /** Returns a transaction of rows alone, as a filter may leave it. */
  private EventBatch transaction(int rows) {
    TestTransaction transaction = events.transaction();
    for (int i = 0; i < rows; i++) {
      transaction.insert(orders).with("id", written++);
    }
    EventBatch batch = transaction.batch();
    List<ChangeEvent> changes =
        batch.events().stream().filter(RowChange.class::isInstance).toList();
    return EventBatch.of(changes, batch.position(), batch.endsTransaction());
  }

  private static List<String> ids(PulledBatch batch) {
    return batch.events().stream()
        .map(event -> String.valueOf(((RowChange) event).row().getString("id")))
        .toList();
  }
}
