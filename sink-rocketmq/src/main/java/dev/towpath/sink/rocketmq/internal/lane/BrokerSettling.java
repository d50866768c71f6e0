package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The wait for brokers to settle before their queues are read: requests of an earlier sink may
 * still be in flight within a broker. A broker has settled when it has answered promptly for a
 * while. If it hangs, it later reads the requests that piled up, in no particular order. So each
 * slow answer restarts the wait and makes it longer. Used by one thread.
 */
final class BrokerSettling {
  /** The wait after prompt answers. RocketMQ refuses requests that were queued for 200 ms. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  /** The wait for a broker that was slow: its machine or its disk may be busy. */
  private static final Duration SETTLE_AFTER_SLOW = Duration.ofMillis(1_500);

  private static final Duration PROMPT = Duration.ofMillis(100);

  /** The limit of the wait for a broker that never answers promptly. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final QueueClient client;
  private final QueueTail.Pause pause;
  private final Set<String> settled = new HashSet<>();

  BrokerSettling(QueueClient client, QueueTail.Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /** Waits until the broker has settled, when a queue of it is first read. */
  void await(MessageQueue queue) throws Exception {
    if (settled.contains(queue.getBrokerName())) {
      return;
    }
    long begun = System.nanoTime();
    long since = begun;
    Duration settle = SETTLE;
    do {
      long asked = System.nanoTime();
      client.maxOffset(queue);
      long answered = System.nanoTime();
      if (answered - asked > PROMPT.toNanos()) {
        since = answered;
        settle = SETTLE_AFTER_SLOW;
      }
      pause.await(INTERVAL);
    } while (System.nanoTime() - since < settle.toNanos()
        && System.nanoTime() - begun < PATIENCE.toNanos());
    settled.add(queue.getBrokerName());
  }
}
