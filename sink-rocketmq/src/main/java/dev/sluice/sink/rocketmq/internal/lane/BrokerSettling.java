package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.rocketmq.internal.client.QueueClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The wait for brokers to settle before their queues are read: requests of a former sink may still
 * be on their way within a broker. A broker has settled when it has answered promptly for a while.
 * A broker that stood still afterwards reads the requests that piled up, in no particular order. So
 * the while begins again with each slow answer, and is longer after one. Used by one thread.
 */
final class BrokerSettling {
  /** RocketMQ refuses requests that waited for 200 ms in its queue. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  /** The same for a broker that was slow: its machine or its disk may be busy. */
  private static final Duration SETTLE_AFTER_SLOW = Duration.ofMillis(1_500);

  private static final Duration PROMPT = Duration.ofMillis(100);

  /** The limit of the wait for a broker that never is prompt. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final QueueClient client;
  private final QueueTail.Pause pause;
  private final Set<String> settled = new HashSet<>();

  BrokerSettling(QueueClient client, QueueTail.Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /** Waits, the first time that a queue of the broker is asked about. */
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
