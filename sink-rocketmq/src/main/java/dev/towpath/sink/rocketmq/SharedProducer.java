package dev.towpath.sink.rocketmq;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.rocketmq.client.exception.MQClientException;
import org.jspecify.annotations.Nullable;

/**
 * A producer, with its connections and its 16 threads, for the sinks of several pipelines. The
 * first sink that needs it starts it; the last one shuts it down. Thread-safe.
 */
public final class SharedProducer {
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable RocketMqClient client;
  private Optional<ClientSettings> settings = Optional.empty();
  private int users;

  /** Creates a producer that is not started yet. */
  public SharedProducer() {}

  /**
   * Returns the producer, starting it if necessary.
   *
   * @throws IllegalArgumentException if it was started with other settings
   * @throws SinkException if connections would not be encrypted as required
   */
  RocketMqClient acquire(ClientSettings wanted) throws MQClientException, SinkException {
    lock.lock();
    try {
      RocketMqClient shared = client;
      if (shared == null) {
        shared = RocketMqClient.start(wanted);
        client = shared;
        settings = Optional.of(wanted);
      } else if (!settings.equals(Optional.of(wanted))) {
        throw new IllegalArgumentException(
            ("sinks that share a producer need the same settings for it: name servers, group,"
                    + " credentials, TLS, trace, VIP channel, sendTimeout, maxMessageSize and the"
                    + " same customizer; the producer has %s, the sink wants %s")
                .formatted(settings.orElseThrow(), wanted));
      }
      users++;
      return shared;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the producer back; the last release shuts it down. */
  void release() {
    lock.lock();
    try {
      users--;
      RocketMqClient last = client;
      if (users == 0 && last != null) {
        client = null;
        last.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
