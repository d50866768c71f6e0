package dev.sluice.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sink.SinkException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class LaneTest {
  private static final Lane.Check NOTHING = () -> {};

  private static Outgoing message(long number, int size) {
    return new Outgoing(new Message("shop", new byte[] {1}), size, number);
  }

  private static void fill(Lane lane, int count, int size) throws Exception {
    for (int i = 1; i <= count; i++) {
      lane.put(message(i, size), NOTHING);
    }
  }

  @Test
  void batchHasAsManyMessagesAsAllowed() throws Exception {
    var lane = new Lane(new LaneLimits(3, 1000, 1000), 0);

    fill(lane, 5, 10);

    assertEquals(3, lane.take(Duration.ofSeconds(10)).size());
    assertEquals(2, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void somebodyIsToStartForTheFirstMessageAndAfterAnIdleTime() throws Exception {
    var lane = new Lane(new LaneLimits(3, 1000, 1000), 0);

    assertTrue(lane.put(message(1, 10), NOTHING));
    assertFalse(lane.put(message(2, 10), NOTHING));
    assertEquals(2, lane.take(Duration.ZERO).size());
    assertEquals(List.of(), lane.take(Duration.ZERO));
    assertTrue(lane.put(message(3, 10), NOTHING));
  }

  @Test
  void batchHasAsManyBytesAsAllowed() throws Exception {
    var lane = new Lane(new LaneLimits(100, 30, 1000), 0);

    fill(lane, 5, 10);

    assertEquals(3, lane.take(Duration.ofSeconds(10)).size());
    assertEquals(2, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void messageLargerThanABatchGoesAlone() throws Exception {
    var lane = new Lane(new LaneLimits(100, 30, 20), 0);

    lane.put(message(1, 500), NOTHING);

    assertEquals(1, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void fullLaneMakesTheWriterWait() throws Exception {
    var lane = new Lane(new LaneLimits(2, 1000, 30), 0);
    fill(lane, 3, 10);
    var looks = new AtomicInteger();
    var waiting = new CountDownLatch(1);
    Thread writer =
        thread(
            () ->
                lane.put(
                    message(4, 10),
                    () -> {
                      looks.incrementAndGet();
                      waiting.countDown();
                    }));
    assertTrue(waiting.await(5, TimeUnit.SECONDS));
    assertTrue(writer.isAlive());

    List<Outgoing> taken = lane.take(Duration.ofSeconds(10));
    writer.join();

    assertEquals(2, taken.size());
    assertEquals(
        List.of(3L, 4L), lane.take(Duration.ofSeconds(10)).stream().map(Outgoing::number).toList());
  }

  @Test
  void waitingWriterSeesTheFailureOfAnotherLane() throws Exception {
    var lane = new Lane(new LaneLimits(2, 1000, 10), 0);
    fill(lane, 1, 10);
    SinkException failure = SinkException.retryable("another lane failed", null);

    var thrown =
        assertThrows(
            SinkException.class,
            () ->
                lane.put(
                    message(2, 10),
                    () -> {
                      throw failure;
                    }));

    assertEquals(failure, thrown);
  }

  @Test
  void closeEndsTheWaitForMessages() throws Exception {
    var lane = new Lane(new LaneLimits(2, 1000, 10), 0);
    var thrown = new AtomicReference<@Nullable Exception>();
    Thread taker =
        new Thread(
            () -> {
              try {
                lane.take(Duration.ofSeconds(10));
              } catch (InterruptedException e) {
                thrown.set(e);
              }
            });
    taker.start();

    lane.close(taker);
    taker.join();

    assertTrue(thrown.get() instanceof InterruptedException);
  }

  @Test
  void closeDoesNotInterruptARequest() throws Exception {
    var lane = new Lane(new LaneLimits(2, 1000, 10), 0);
    lane.beginSend();

    lane.close(Thread.currentThread());

    assertFalse(Thread.interrupted());
    lane.endSend();
    assertThrows(Lane.ClosedException.class, lane::beginSend);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Thread thread(Action action) {
    var thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    return thread;
  }
}
