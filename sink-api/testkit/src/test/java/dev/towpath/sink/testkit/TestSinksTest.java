package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.FlakySink.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the sinks, the clock and the context of the test kit. */
final class TestSinksTest {
  private final TestSinkContext context = TestSinkContext.of("test");
  private final RecordingSink record = new RecordingSink();
  private final EventBatch batch =
      new TestEvents().transaction().insert(TestEvents.orders()).with("id", 1).batch();

  @Test
  void recordKeepsWhatWasFlushedAndForgetsTheRest() throws Exception {
    Sink first = record.factory().create(context);
    first.write(batch);
    first.flush();
    first.write(TestEvents.redelivered(batch));
    first.close();

    Sink second = record.factory().create(context);
    second.flush();

    assertEquals(List.of(batch), record.batches());
    assertEquals(batch.events(), record.events());
    assertEquals(Optional.of(batch.position()), record.position());
    assertEquals(2, record.created());
    assertEquals(2, record.flushes());
    assertEquals(1, record.closed());
  }

  @Test
  void recordThatAcknowledgesKeepsWhatWasWrittenUnlessItIsHeld() throws Exception {
    RecordingSink acknowledging = RecordingSink.acknowledging();
    Sink first = acknowledging.factory().create(context);
    first.write(batch);
    acknowledging.hold();
    first.write(TestEvents.redelivered(batch));
    assertEquals(Optional.of(Acknowledgement.of(1)), first.acknowledged());
    acknowledging.release();
    assertEquals(Optional.of(Acknowledgement.of(2)), first.acknowledged());
    acknowledging.hold();
    first.write(batch);
    first.close();

    Sink second = acknowledging.factory().create(context);

    assertEquals(Optional.of(Acknowledgement.of(0)), second.acknowledged());
    assertEquals(2, acknowledging.batches().size());
    assertEquals(Optional.empty(), record.factory().create(context).acknowledged());
  }

  @Test
  void flakySinkFailsAndPassesOnWhatIsAcknowledged() throws Exception {
    FlakySink flaky =
        FlakySink.over(RecordingSink.acknowledging().factory()).failing(Call.ACKNOWLEDGED, 2);
    Sink sink = flaky.create(context);
    sink.write(batch);

    assertEquals(Optional.of(Acknowledgement.of(1)), sink.acknowledged());
    assertThrows(SinkException.class, sink::acknowledged);
  }

  @Test
  void awaitingEventsFailsInTheEnd() throws Exception {
    record.write(batch);

    var failed =
        assertThrows(AssertionError.class, () -> record.awaitEvents(1, Duration.ofMillis(20)));
    record.flush();

    assertEquals("0 of 1 events were flushed within PT0.02S", failed.getMessage());
    assertEquals(3, record.awaitEvents(3, Duration.ofSeconds(30)).size());
  }

  @Test
  void flakySinkFailsOnTheNthCallOfAllItsSinks() throws Exception {
    Exception tooLarge = SinkException.permanent("too large");
    FlakySink flaky = FlakySink.over(record.factory()).failing(Call.WRITE, 3, tooLarge);
    flaky.create(context).write(batch);
    Sink second = flaky.create(context);
    second.write(batch);

    assertSame(tooLarge, assertThrows(SinkException.class, () -> second.write(batch)));
    second.write(batch);
    second.flush();

    assertEquals(4, flaky.calls(Call.WRITE));
    assertEquals(3, record.batches().size());
  }

  @Test
  void failedFlushDiffersFromALostAcknowledgement() throws Exception {
    FlakySink flaky =
        FlakySink.over(record.factory()).failing(Call.FLUSH, 1).failing(Call.ACKNOWLEDGE, 1);
    Sink sink = flaky.create(context);
    sink.write(batch);

    assertThrows(SinkException.class, sink::flush);
    assertEquals(0, record.batches().size());
    assertThrows(SinkException.class, sink::flush);
    assertEquals(1, record.batches().size());
    sink.flush();
  }

  @Test
  void creatingAndClosingMayFailToo() throws Exception {
    FlakySink flaky =
        FlakySink.over(record.factory()).failing(Call.CREATE, 1).failing(Call.CLOSE, 1);

    assertThrows(SinkException.class, () -> flaky.create(context));
    Sink sink = flaky.create(context);
    assertThrows(SinkException.class, sink::close);

    assertEquals(1, record.created());
    assertEquals(1, record.closed());
  }

  @Test
  void clockMovesOnlyWhenTold() {
    var clock = new ManualClock(Instant.EPOCH);
    var elsewhere = clock.withZone(ZoneId.of("Asia/Shanghai"));

    clock.advance(Duration.ofSeconds(5));

    assertEquals(5_000, clock.millis());
    assertEquals(5_000, elsewhere.millis());
    clock.set(Instant.EPOCH);
    assertEquals(Instant.EPOCH, elsewhere.instant());
  }

  @Test
  void contextHandsOverWhatItWasGiven() throws Exception {
    byte[] state = {1};
    TestSinkContext next = context.withEpoch(9).withRestoredState(Optional.of(state));
    state[0] = 2;

    assertEquals(9, next.epoch());
    assertEquals(1, next.restoredState().orElseThrow()[0]);
    assertTrue(context.restoredState().isEmpty());
    next.awaitLease();
    assertThrows(IllegalStateException.class, () -> next.withLeaseLost().awaitLease());
  }
}
