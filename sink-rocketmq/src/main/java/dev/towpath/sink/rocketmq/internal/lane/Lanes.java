package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/** The set of all lanes of a sink. It throws the first failure of any lane. Used by one thread. */
public final class Lanes {
  private static final Logger LOGGER = SinkLog.LOGGER;

  /** The maximum size of a sink's checkpoint. */
  private static final int MAX_CHECKPOINT = 64 << 10;

  private final LaneSettings settings;
  private final SinkContext context;
  private final RocketMqClient client;
  private final LaneOpener opener;
  private final Map<String, TopicLanes> topics = new LinkedHashMap<>();
  private final Map<String, UnsecuredMessages> unsecured = new HashMap<>();
  private final PipelineBrokers brokers;
  private final AtomicReference<@Nullable SinkException> failure = new AtomicReference<>();
  private final SinkCounters counters = new SinkCounters();
  private final Throttle throttle;
  private final WrittenBatches batches = new WrittenBatches();

  /**
   * Creates the lanes.
   *
   * @param brokers the facts known from earlier sinks of the pipeline
   * @throws SinkException if the checkpoint cannot be read
   */
  public Lanes(
      LaneSettings settings, SinkContext context, RocketMqClient client, PipelineBrokers brokers)
      throws SinkException {
    this.settings = settings;
    this.context = context;
    this.client = client;
    this.brokers = brokers;
    this.throttle = new Throttle(settings.messagesPerSecond(), settings.bytesPerSecond());
    this.opener = new LaneOpener(settings, context, client, brokers.unsecured());
  }

  /** Returns the lanes of a topic. Its queues are looked up on the first call. */
  public TopicLanes of(String topic) throws SinkException, InterruptedException {
    TopicLanes lanes = topics.get(topic);
    if (lanes == null) {
      TopicLayout layout = opener.layout(topic);
      Set<MessageQueue> down = opener.awaitQueues(layout);
      if (!down.isEmpty()) {
        LOGGER.log(
            Level.WARNING,
            () ->
                "pipeline %s: other queues replace %s until the next start"
                    .formatted(context.pipeline(), down));
      }
      lanes = new TopicLanes(layout, down, this::open);
      topics.put(topic, lanes);
      requireRoom(topic);
    }
    return lanes;
  }

  private void requireRoom(String topic) throws SinkException {
    int size = state().encode().length;
    if (size > MAX_CHECKPOINT) {
      throw SinkException.permanent(
          ("the queues of %d topics need %d bytes of the sink's checkpoint, whose limit is %d;"
                  + " topic %s does not fit. Route to fewer topics or give them fewer queues")
              .formatted(topics.size(), size, MAX_CHECKPOINT, topic));
    }
  }

  private LaneWorker open(TopicLayout layout, QueueState at)
      throws SinkException, InterruptedException {
    LaneOpener.Opened opened = opener.open(at);
    QueueState state = opened.state();
    int maxMessageSize = client.maxMessageSize(state.queue(), settings.maxMessageSize());
    // A batch of several messages needs room for what the broker adds to each.
    long batchBytes = Math.min(settings.batchBytes(), maxMessageSize / 4L * 3);
    // The next batch is made while one is in flight. A larger buffer would not speed up sending,
    // and a
    // flush waits for all of it.
    long buffer = 2 * batchBytes;
    String broker = state.queue().getBrokerName();
    UnsecuredMessages held =
        unsecured.computeIfAbsent(broker, name -> new UnsecuredMessages(name, brokers.unsecured()));
    var limits = new LaneLimits(settings.batchMessages(), batchBytes, buffer);
    Lane lane = lane(limits, opened, held);
    var sender =
        new LaneSender(
            lane, state, settings, context, client, held, brokers.outages(), counters, throttle);
    String name =
        "towpath-%s-%s-%s-%d"
            .formatted(context.pipeline(), layout.topic(), broker, state.queue().getQueueId());
    var thread = new LaneThread(name, lane, sender, Thread::new, this::fail);
    return new LaneWorker(opened, maxMessageSize, lane, thread, batches, this::check);
  }

  private static Lane lane(
      LaneLimits limits, LaneOpener.Opened opened, UnsecuredMessages unsecured) {
    long last = opened.state().lastNumber();
    @Nullable String held = opened.held();
    if (held == null) {
      return new Lane(limits, last);
    }
    var lane = new Lane(limits, last, opened.window().lastNumber());
    unsecured.hold(held, lane, last);
    return lane;
  }

  private void fail(SinkException e) {
    failure.compareAndSet(null, e);
  }

  /** Throws the failure that ended a lane. */
  public void check() throws SinkException {
    @Nullable SinkException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private void checkHeld() throws SinkException {
    check();
    for (UnsecuredMessages held : unsecured.values()) {
      @Nullable String reason = held.overdue(settings.retryTimeout().toNanos());
      if (reason != null) {
        throw SinkException.retryable(
            reason
                + " and has not confirmed any later message within "
                + settings.retryTimeout()
                + "; the messages are stored but may be lost with the broker");
      }
    }
  }

  public SinkCounters counters() {
    return counters;
  }

  /** Ends a batch whose messages are all accepted. */
  public void endBatch() {
    batches.end();
  }

  /** Waits until all accepted messages are confirmed. */
  public void flush() throws InterruptedException, SinkException {
    check();
    topics.values().forEach(lanes -> lanes.open().forEach(LaneWorker::hurry));
    for (TopicLanes lanes : topics.values()) {
      for (LaneWorker worker : lanes.open()) {
        worker.awaitConfirmed(this::checkHeld);
      }
    }
    batches.flushed();
  }

  /**
   * Detects batches that have become durable.
   *
   * @throws SinkException if a batch cannot become durable
   */
  public void advance() throws SinkException {
    checkHeld();
    batches.advance();
  }

  /** Returns the number of durable batches, as of the last flush or {@link #advance()}. */
  public long durableBatches() {
    return batches.durable();
  }

  /** Waits until everything that the lane has accepted is confirmed. */
  public void await(LaneWorker worker) throws InterruptedException, SinkException {
    worker.awaitConfirmed(this::checkHeld);
  }

  /**
   * Returns the ends of all queues after the durable batches, as of the last flush or {@link
   * #advance()}. Topics of the checkpoint that this sink has not used keep theirs.
   */
  public SinkState state() {
    List<TopicLayout> layouts = new ArrayList<>();
    for (TopicLayout saved : opener.checkpoint().topics()) {
      if (!topics.containsKey(saved.topic())) {
        layouts.add(saved);
      }
    }
    topics.values().forEach(lanes -> layouts.add(lanes.acknowledged()));
    return new SinkState(layouts);
  }

  /** Ends all lanes. A request that is still in flight at the deadline is abandoned. */
  public void close(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    topics.values().forEach(TopicLanes::close);
    topics.values().forEach(lanes -> lanes.join(deadline));
    LOGGER.log(
        Level.DEBUG, () -> "lanes of topics %s ended: %s".formatted(topics.keySet(), counters));
  }
}
