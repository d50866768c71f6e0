package dev.towpath.sink.rocketmq;

import dev.towpath.event.EventKind;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import dev.towpath.sink.rocketmq.internal.lane.Lanes;
import dev.towpath.sink.rocketmq.internal.lane.PipelineBrokers;
import dev.towpath.sink.rocketmq.internal.lane.SinkCounters;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.write.BatchWriter;
import dev.towpath.sink.rocketmq.internal.write.PacedAcknowledgement;
import dev.towpath.sink.rocketmq.internal.write.RocketMqSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sink of a pipeline: its lanes, and the writer that passes changes to them. Used by one
 * thread.
 */
final class PublishingSink implements Sink {
  private static final Duration CLOSE_LANES = Duration.ofMillis(500);

  private final RocketMqSettings settings;
  private final SinkContext context;
  private final @Nullable SharedProducer shared;
  private final RocketMqClient client;
  private final BatchWriter writer;
  private final Lanes lanes;
  private final PacedAcknowledgement progress;
  private long batches;
  private boolean closed;

  private PublishingSink(
      RocketMqSettings settings,
      @Nullable SharedProducer shared,
      SinkContext context,
      RocketMqClient client,
      Lanes lanes) {
    this.settings = settings;
    this.context = context;
    this.shared = shared;
    this.client = client;
    this.lanes = lanes;
    this.writer = new BatchWriter(settings, context, lanes);
    this.progress = new PacedAcknowledgement(lanes);
  }

  static PublishingSink create(
      RocketMqSettings settings,
      @Nullable SharedProducer shared,
      SinkContext context,
      PipelineBrokers brokers)
      throws Exception {
    RocketMqClient client =
        shared == null
            ? RocketMqClient.start(settings.client())
            : shared.acquire(settings.client());
    try {
      var lanes = new Lanes(settings.lanes(), context, client, brokers);
      for (String topic : settings.knownTopics()) {
        lanes.of(TopicName.require(topic));
      }
      return new PublishingSink(settings, shared, context, client, lanes);
    } catch (Throwable e) {
      release(shared, client);
      throw e;
    }
  }

  /**
   * Returns row changes and statements; ends of transactions and heartbeats never become messages.
   */
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
   * Passes the messages of the batch to the lanes; waits only while a lane is full.
   *
   * @throws SinkException permanent if a message can never be sent; if a lane has failed, transient
   *     unless the broker refuses
   */
  @Override
  public void write(EventBatch batch) throws InterruptedException, SinkException {
    lanes.check();
    var stamp = new MessageStamp(++batches, context.clock().instant(), settings.timeZone());
    writer.write(batch.events(), stamp);
    lanes.endBatch();
  }

  /**
   * Waits until the brokers have confirmed every message with {@code SEND_OK}. A message that a
   * broker stored without securing counts as soon as the broker confirms a later one.
   *
   * @throws SinkException if a lane has failed, or if a broker does not secure what it stored
   *     within {@link RocketMqSink.Builder#retryTimeout}
   */
  @Override
  public void flush() throws InterruptedException, SinkException {
    lanes.flush();
    progress.flushed();
  }

  /**
   * Returns the number of batches whose messages the brokers have confirmed with {@code SEND_OK},
   * and the state of each queue after them.
   *
   * @throws SinkException if a lane has failed, or if a broker does not secure what it stored
   *     within {@link RocketMqSink.Builder#retryTimeout}
   */
  @Override
  public Optional<Acknowledgement> acknowledged() throws SinkException {
    return Optional.of(progress.look());
  }

  /** Returns the pinned queues, and the end of each at the last flush. */
  @Override
  public Optional<byte[]> state() {
    return Optional.of(progress.state());
  }

  /** Returns the counters of the lanes. */
  SinkCounters counters() {
    return lanes.counters();
  }

  /**
   * Ends the lanes and the producer within a second, even when interrupted. Messages that were not
   * flushed may or may not be sent.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        lanes.close(CLOSE_LANES);
      } finally {
        release(shared, client);
      }
    }
  }

  private static void release(@Nullable SharedProducer shared, RocketMqClient client) {
    if (shared == null) {
      client.close();
    } else {
      shared.release();
    }
  }
}
