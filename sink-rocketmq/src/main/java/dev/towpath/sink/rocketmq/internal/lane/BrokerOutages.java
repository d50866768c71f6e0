package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.client.SendFailure;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that do not accept messages of a pipeline, for its log. A broker is worth a warning
 * when its first queue fails, and once a minute. It has recovered when all of these queues have.
 * Thread-safe.
 */
public final class BrokerOutages {
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String pipeline;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  // Outages are changed under the lock.
  private final Map<String, Outage> outages = new ConcurrentHashMap<>();

  BrokerOutages(String pipeline, LongSupplier clock) {
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /** Records a failure of a queue that is retried. */
  void failed(MessageQueue queue, SendFailure kind, Exception why) {
    long now = clock.getAsLong();
    boolean isNews;
    int attempts;
    long seconds;
    lock.lock();
    try {
      Outage outage = outages.computeIfAbsent(queue.getBrokerName(), name -> new Outage(now));
      isNews = outage.failed(queue, now);
      attempts = outage.attempts;
      seconds = outage.seconds(now);
    } finally {
      lock.unlock();
    }
    SinkLog.LOGGER.log(
        isNews ? Level.WARNING : Level.DEBUG,
        () ->
            "pipeline %s: %s: %s (attempt %d%s), retrying: %s"
                .formatted(
                    pipeline,
                    QueueText.of(queue),
                    kind,
                    attempts,
                    seconds == 0 ? "" : ", for " + seconds + " s",
                    why));
  }

  /** Records that a queue has accepted messages. */
  void succeeded(MessageQueue queue) {
    if (outages.isEmpty()) {
      return;
    }
    String broker = queue.getBrokerName();
    Outage over = over(broker, queue);
    if (over != null) {
      long seconds = over.seconds(clock.getAsLong());
      SinkLog.LOGGER.log(
          Level.INFO,
          () ->
              "pipeline %s: broker %s accepts messages again, after %d failed %s in %d s"
                  .formatted(
                      pipeline,
                      broker,
                      over.attempts,
                      over.attempts == 1 ? "attempt" : "attempts",
                      seconds));
    }
  }

  private @Nullable Outage over(String broker, MessageQueue queue) {
    lock.lock();
    try {
      Outage outage = outages.get(broker);
      if (outage == null || !outage.queues.remove(queue) || !outage.queues.isEmpty()) {
        return null;
      }
      return outages.remove(broker);
    } finally {
      lock.unlock();
    }
  }

  /** An outage of one broker. */
  private static final class Outage {
    private final long since;
    private final Set<MessageQueue> queues = new HashSet<>();
    private int attempts;
    private long told;

    Outage(long since) {
      this.since = since;
    }

    boolean failed(MessageQueue queue, long now) {
      attempts++;
      queues.add(queue);
      boolean isNews = attempts == 1 || now - told >= INTERVAL_NANOS;
      if (isNews) {
        told = now;
      }
      return isNews;
    }

    long seconds(long now) {
      return TimeUnit.NANOSECONDS.toSeconds(now - since);
    }
  }
}
