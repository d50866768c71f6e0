package dev.towpath.examples.kafka;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
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
 * A sink that publishes row changes to one Kafka topic as {@link ChangeJson}, at least once and in
 * order for each row. Used by one thread at a time.
 *
 * <p>A request in flight when a sink fails may still arrive after the next sink has begun to repeat
 * it. To rule that out, use a {@code transactional.id} and a transaction per flush.
 */
@SuppressWarnings("try") // close() may be interrupted, as any sink's
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
   * @param settings the producer's settings, at least {@code bootstrap.servers}; settings that
   *     order and durability depend on are overridden
   * @param topic the topic, which must exist
   * @param patience how long a flush waits for the brokers before it fails
   */
  public static SinkFactory to(Map<String, Object> settings, String topic, Duration patience) {
    var safe = new HashMap<String, Object>(settings);
    // The brokers confirm a record when all in-sync replicas have it.
    safe.put(ProducerConfig.ACKS_CONFIG, "all");
    // The broker checks the number of each request: none counts twice or overtakes another,
    // although up to five are in flight.
    safe.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    safe.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    // A producer that gave up on one record would continue with the next. This one never gives up;
    // the flush gives up on all of them.
    safe.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    safe.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    var bytes = new ByteArraySerializer();
    return context -> new KafkaSink(new KafkaProducer<>(safe, bytes, bytes), topic, patience);
  }

  /** Passes the changes to the producer, which sends them in the background. */
  @Override
  public void write(EventBatch batch) throws SinkException, InterruptedException {
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        send(change);
      }
    }
  }

  /** Sends a change; its key chooses the partition, so that all changes of a row are in one. */
  private void send(RowChange change) throws SinkException, InterruptedException {
    Future<?> confirmation =
        producer.send(
            new ProducerRecord<>(topic, ChangeJson.key(change), ChangeJson.value(change)));
    if (confirmation.isDone()) {
      // The record was refused at once, or is confirmed. After a refusal nothing may follow.
      await(confirmation, patience.toNanos());
    } else {
      unconfirmed.add(confirmation);
    }
  }

  /** Waits until the brokers have confirmed every record: returning is the acknowledgement. */
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
          "topic %s: the brokers did not confirm all records within %s".formatted(topic, patience);
      throw SinkException.retryable(message, e);
    }
  }

  /** Distinguishes permanent failures from transient ones, for the error policy. */
  private SinkException refused(Throwable cause) {
    String message = "topic %s: a record was refused: %s".formatted(topic, cause.getMessage());
    return cause instanceof RecordTooLargeException || cause instanceof AuthorizationException
        ? SinkException.permanent(message, cause)
        : SinkException.retryable(message, cause);
  }

  /** Drops unconfirmed records. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
