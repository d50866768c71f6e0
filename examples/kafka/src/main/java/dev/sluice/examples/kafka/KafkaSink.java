package dev.sluice.examples.kafka;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowChange;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkException;
import dev.sluice.sink.SinkFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes row changes to one Kafka topic as {@link ChangeJson}, at least once and in order for
 * each row. Used by one thread at a time.
 *
 * <p>A request that is under way when a sink fails may still arrive after the next sink has begun
 * to repeat it; who cannot have that uses a {@code transactional.id} and a transaction per flush.
 */
@SuppressWarnings("try") // close() may be interrupted, as that of any sink
public final class KafkaSink implements Sink {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration patience;
  private final List<Future<?>> unconfirmed = new ArrayList<>();

  private KafkaSink(Producer<byte[], byte[]> producer, String topic, Duration patience) {
    this.producer = producer;
    this.topic = topic;
    this.patience = patience;
  }

  /**
   * Creates such sinks.
   *
   * @param settings the producer's settings, at least {@code bootstrap.servers}; those that order
   *     and durability rest on are overruled
   * @param topic the topic, which exists
   * @param patience how long a flush waits for the brokers before it fails
   */
  public static SinkFactory to(Map<String, Object> settings, String topic, Duration patience) {
    var safe = new HashMap<String, Object>(settings);
    // Confirmed means: on all replicas that are in sync.
    safe.put(ProducerConfig.ACKS_CONFIG, "all");
    // The broker knows the number of each request: none counts twice, none overtakes another one,
    // although up to five are under way.
    safe.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    safe.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    // A producer that gave up on one record would go on with the next one. This one never does;
    // the flush gives up on all of them.
    safe.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    safe.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    var bytes = new ByteArraySerializer();
    return context -> new KafkaSink(new KafkaProducer<>(safe, bytes, bytes), topic, patience);
  }

  /** Hands the changes to the producer, which sends them in the background. */
  @Override
  public void write(EventBatch batch) throws SinkException, InterruptedException {
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        send(change);
      }
    }
  }

  /** The key chooses the partition: all changes of a row are in one. */
  private void send(RowChange change) throws SinkException, InterruptedException {
    Future<?> confirmation =
        producer.send(
            new ProducerRecord<>(topic, ChangeJson.key(change), ChangeJson.value(change)));
    if (confirmation.isDone()) {
      // It was refused at once, or it is confirmed. After a refusal nothing may follow.
      await(confirmation, patience.toNanos());
    } else {
      unconfirmed.add(confirmation);
    }
  }

  /** Returning is the acknowledgement: the brokers have confirmed every record. */
  @Override
  public void flush() throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Future<?> confirmation : unconfirmed) {
      await(confirmation, deadline - System.nanoTime());
    }
    unconfirmed.clear();
  }

  private void await(Future<?> confirmation, long nanos)
      throws SinkException, InterruptedException {
    try {
      confirmation.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw refused(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      String message =
          "topic %s: not everything was confirmed within %s".formatted(topic, patience);
      throw SinkException.retryable(message, e);
    }
  }

  /** What will not pass by itself is told apart, for the error policy. */
  private SinkException refused(Throwable cause) {
    String message = "topic %s: a record was refused: %s".formatted(topic, cause.getMessage());
    return cause instanceof RecordTooLargeException || cause instanceof AuthorizationException
        ? SinkException.permanent(message, cause)
        : SinkException.retryable(message, cause);
  }

  /** Forgets what was not confirmed. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
