package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.SendFailure;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/** The waits between attempts to send to one queue, and their deadline. Used by one thread. */
final class SendRetries {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

  private final MessageQueue queue;
  private final Duration timeout;
  private final QueueTail.Pause pause;
  private final BrokerOutages outages;
  private final SplittableRandom random;
  private long failingSince;
  private Duration backoff = FIRST_BACKOFF;
  private @Nullable Exception lastFailure;

  /**
   * Creates the waits.
   *
   * @param timeout how long the queue may fail
   * @param outages told of failures and of their end
   */
  SendRetries(MessageQueue queue, Duration timeout, QueueTail.Pause pause, BrokerOutages outages) {
    this.queue = queue;
    this.timeout = timeout;
    this.pause = pause;
    this.outages = outages;
    this.random = new SplittableRandom(queue.hashCode());
  }

  /**
   * Waits before the next attempt.
   *
   * @param waiting the number of messages not sent
   * @throws SinkException if the queue has failed for too long
   */
  void failed(Exception e, SendFailure kind, int waiting)
      throws InterruptedException, SinkException {
    long now = System.nanoTime();
    if (lastFailure == null) {
      failingSince = now;
    }
    outages.failed(queue, kind, e);
    lastFailure = e;
    if (now - failingSince > timeout.toNanos()) {
      throw SinkException.retryable(
          "%s did not accept %d messages within %s: %s"
              .formatted(QueueText.of(queue), waiting, timeout, e),
          e);
    }
    long nanos = backoff.toNanos();
    pause.await(Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2)));
    Duration doubled = backoff.multipliedBy(2);
    backoff = doubled.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : doubled;
  }

  void succeeded() {
    outages.succeeded(queue);
    lastFailure = null;
    backoff = FIRST_BACKOFF;
  }
}
