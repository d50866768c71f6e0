package dev.sluice.sink.rocketmq;

import dev.sluice.event.EventKind;
import dev.sluice.sink.Acknowledgement;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.client.RocketMqClient;
import dev.sluice.sink.rocketmq.internal.lane.Lanes;
import dev.sluice.sink.rocketmq.internal.lane.SinkCounters;
import dev.sluice.sink.rocketmq.internal.lane.UnsecuredBrokers;
import dev.sluice.sink.rocketmq.internal.route.TopicName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes changes to topics of RocketMQ, in order per key.
 *
 * <p>Each row goes to the partition its key hashes to, and each partition to one queue, for good:
 * the queues of a topic are pinned when the pipeline publishes to it for the first time, and a
 * queue whose broker is down is waited for. Per queue there is one request under way at a time.
 * {@link #flush()} returns when the brokers have confirmed every message with {@code SEND_OK}, and
 * {@link #acknowledged()} tells without waiting how far they have.
 *
 * <p>A message whose answer was lost is looked up in its queue before it is sent again, and what an
 * earlier sink of the same pipeline published beyond the saved position is recognised and not
 * published again. Where a broker answered without securing what it stored, the next sink sends the
 * last such message again, under the same number, and waits for {@code SEND_OK}. So a topic written
 * by one pipeline alone has each change once, also after a broker or the pipeline was killed. Every
 * message carries user properties that let a consumer tell: {@code w}, the pipeline; {@code e}, the
 * term of leadership; {@code n}, the number of the message among those of its pipeline in its
 * queue, always growing; {@code p}, the rows it covers.
 *
 * <p>Used by one thread at a time.
 */
public final class RocketMqSink implements Sink {
  private static final Duration CLOSE_LANES = Duration.ofMillis(500);

  private final RocketMqSettings settings;
  private final SinkContext context;
  private final RocketMqClient client;
  private final BatchWriter writer;
  private final Lanes lanes;
  private final PacedAcknowledgement progress;
  private long batches;
  private boolean closed;

  private RocketMqSink(
      RocketMqSettings settings, SinkContext context, RocketMqClient client, Lanes lanes) {
    this.settings = settings;
    this.context = context;
    this.client = client;
    this.lanes = lanes;
    this.writer = new BatchWriter(settings, context, lanes);
    this.progress = new PacedAcknowledgement(lanes);
  }

  /**
   * Starts the description of a sink.
   *
   * @param nameServers the name servers as {@code host:port}, separated by semicolons
   */
  public static RocketMqSinkBuilder builder(String nameServers) {
    return new RocketMqSinkBuilder(nameServers);
  }

  static RocketMqSink create(
      RocketMqSettings settings, SinkContext context, UnsecuredBrokers brokers) throws Exception {
    @Nullable SharedProducer shared = settings.sharedProducer();
    RocketMqClient client =
        shared == null
            ? RocketMqClient.start(settings.client())
            : shared.acquire(settings.client());
    try {
      var lanes = new Lanes(settings.lanes(), context, client, brokers);
      for (String topic : settings.knownTopics()) {
        lanes.of(TopicName.require(topic));
      }
      return new RocketMqSink(settings, context, client, lanes);
    } catch (Throwable e) {
      release(settings, client);
      throw e;
    }
  }

  /** Row changes and statements; transactions' ends and heartbeats never become messages. */
  @Override
  public Set<EventKind> interests() {
    return EnumSet.of(
        EventKind.INSERT,
        EventKind.UPDATE,
        EventKind.DELETE,
        EventKind.SCHEMA_CHANGE,
        EventKind.STATEMENT);
  }

  /**
   * Hands the messages of the batch to the lanes; waits only while a lane is full.
   *
   * @throws SinkException if a message can never be sent, which is permanent, or if a lane has
   *     failed, which is retryable unless the broker refuses
   */
  @Override
  public void write(EventBatch batch) throws InterruptedException, SinkException {
    lanes.check();
    var stamp = new MessageStamp(++batches, context.clock().instant(), settings.timeZone());
    writer.write(batch.events(), stamp);
    lanes.endBatch();
  }

  /**
   * Waits until the brokers have confirmed every message with {@code SEND_OK}. Messages a broker
   * stored without securing them count once it confirms a later one.
   *
   * @throws SinkException if a lane has failed, or if a broker does not secure what it stored
   *     within {@link RocketMqSinkBuilder#retryTimeout}
   */
  @Override
  public void flush() throws InterruptedException, SinkException {
    lanes.flush();
    progress.flushed();
  }

  /**
   * The batches whose messages the brokers have confirmed with {@code SEND_OK}, and the place of
   * each queue after them.
   *
   * @throws SinkException if a lane has failed, or if a broker does not secure what it stored
   *     within {@link RocketMqSinkBuilder#retryTimeout}
   */
  @Override
  public Optional<Acknowledgement> acknowledged() throws SinkException {
    return Optional.of(progress.look());
  }

  /** The pinned queues, and how far each was written at the last flush. */
  @Override
  public Optional<byte[]> checkpoint() {
    return Optional.of(progress.checkpoint());
  }

  /** What happened in the lanes so far. */
  SinkCounters counters() {
    return lanes.counters();
  }

  /**
   * Ends the lanes and the producer within a second, also when interrupted; what was not flushed
   * may be sent or not.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        lanes.close(CLOSE_LANES);
      } finally {
        release(settings, client);
      }
    }
  }

  private static void release(RocketMqSettings settings, RocketMqClient client) {
    @Nullable SharedProducer shared = settings.sharedProducer();
    if (shared == null) {
      client.close();
    } else {
      shared.release();
    }
  }
}
