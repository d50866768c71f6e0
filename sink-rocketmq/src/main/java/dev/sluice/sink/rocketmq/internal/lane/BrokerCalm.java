package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.rocketmq.internal.client.QueueClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Waits until requests of a former sink, which may still be on their way within a broker, have
 * taken effect or never will: until the broker has answered promptly for a while. A broker that
 * stood still reads what had piled up at its connections when it goes on, in no particular order,
 * so the while begins anew with each slow answer and is longer after one. Used by one thread.
 */
final class BrokerCalm {
  /** RocketMQ refuses requests that waited for 200 ms in its queue. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  /** The same for a broker that was slow: its machine or its disk may be busy. */
  private static final Duration SETTLE_AFTER_SLOW = Duration.ofMillis(1_500);

  private static final Duration PROMPT = Duration.ofMillis(100);

  /** A broker that never is prompt keeps nobody waiting for longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final QueueClient client;
  private final QueueTail.Pause pause;
  private final Set<String> calm = new HashSet<>();

  BrokerCalm(QueueClient client, QueueTail.Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /** Waits, the first time that a queue of the broker is asked about. */
  void await(MessageQueue queue) throws Exception {
    if (calm.contains(queue.getBrokerName())) {
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
    calm.add(queue.getBrokerName());
  }
}
