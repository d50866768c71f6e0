package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private static final Lane.Check NOTHING = () -> {};

  private static Outgoing message(long number, int size) {
    return new Outgoing("shop", new byte[size - Outgoing.FRAME], new byte[0], number);
  }

  private static void fill(Lane lane, int count, int size) throws Exception {
    for (int i = 1; i <= count; i++) {
      lane.put(message(i, size), NOTHING);
    }
  }

  @Test
  void batchHasAsManyMessagesAsAllowed() throws Exception {
    var lane = new Lane(new LaneLimits(3, 10000, 10000), 0);

    fill(lane, 5, 100);

    assertEquals(3, lane.take(Duration.ofSeconds(10)).size());
    assertEquals(2, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void somebodyIsToStartForTheFirstMessageAndAfterAnIdleTime() throws Exception {
    var lane = new Lane(new LaneLimits(3, 10000, 10000), 0);

    assertTrue(lane.put(message(1, 100), NOTHING));
    assertFalse(lane.put(message(2, 100), NOTHING));
    assertEquals(2, lane.take(Duration.ZERO).size());
    assertEquals(List.of(), lane.take(Duration.ZERO));
    assertTrue(lane.put(message(3, 100), NOTHING));
  }

  @Test
  void batchHasAsManyBytesAsAllowed() throws Exception {
    var lane = new Lane(new LaneLimits(100, 300, 10000), 0);

    fill(lane, 5, 100);

    assertEquals(3, lane.take(Duration.ofSeconds(10)).size());
    assertEquals(2, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void messageLargerThanABatchGoesAlone() throws Exception {
    var lane = new Lane(new LaneLimits(100, 300, 200), 0);

    lane.put(message(1, 5000), NOTHING);

    assertEquals(1, lane.take(Duration.ofSeconds(10)).size());
  }

  @Test
  void fullLaneMakesTheWriterWait() throws Exception {
    var lane = new Lane(new LaneLimits(2, 10000, 300), 0);
    fill(lane, 3, 100);
    var looks = new AtomicInteger();
    var waiting = new CountDownLatch(1);
    Thread writer =
        thread(
            () ->
                lane.put(
                    message(4, 100),
                    () -> {
                      looks.incrementAndGet();
                      waiting.countDown();
                    }));
    assertTrue(waiting.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    assertTrue(writer.isAlive());

    List<Outgoing> taken = lane.take(Duration.ofSeconds(10));
    writer.join();

    assertEquals(2, taken.size());
    assertEquals(
        List.of(3L, 4L), lane.take(Duration.ofSeconds(10)).stream().map(Outgoing::number).toList());
  }

  @Test
  void waitingWriterSeesTheFailureOfAnotherLane() throws Exception {
    var lane = new Lane(new LaneLimits(2, 10000, 100), 0);
    fill(lane, 1, 100);
    SinkException failure = SinkException.retryable("another lane failed");

    var thrown =
        assertThrows(
            SinkException.class,
            () ->
                lane.put(
                    message(2, 100),
                    () -> {
                      throw failure;
                    }));

    assertEquals(failure, thrown);
  }

  @Test
  void closeEndsTheWaitForMessages() throws Exception {
    var lane = new Lane(new LaneLimits(2, 10000, 100), 0);
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
    var lane = new Lane(new LaneLimits(2, 10000, 100), 0);
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
