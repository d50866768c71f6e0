package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class BrokerSettlingTest {
  private final FakeQueue queue = new FakeQueue();
  private final BrokerSettling settling =
      new BrokerSettling(queue, duration -> LockSupport.parkNanos(duration.toNanos()));

  @Test
  void promptBrokerIsWatchedFromItsFirstAnswerOn() throws Exception {
    assertTrue(waited() >= 400, "less than the time a request may lie in the broker");
    assertTrue(queue.endsAsked() > 1);
  }

  @Test
  void brokerThatStoodStillIsWatchedForLongerFromItsFirstPromptAnswerOn() throws Exception {
    queue.thenAnswerEndAfter(Duration.ofMillis(700));

    assertTrue(waited() >= 700 + 1_500);
  }

  @Test
  void eachBrokerIsWatchedOnce() throws Exception {
    settling.await(FakeQueue.QUEUE);
    int asked = queue.endsAsked();

    settling.await(FakeQueue.QUEUE);

    assertEquals(asked, queue.endsAsked());
  }

  /** Returns the wait in milliseconds. */
  private long waited() throws Exception {
    long begun = System.nanoTime();
    settling.await(FakeQueue.QUEUE);
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }
}
