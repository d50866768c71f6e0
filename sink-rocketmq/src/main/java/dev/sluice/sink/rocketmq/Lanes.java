package dev.sluice.sink.rocketmq;

import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All lanes of a sink. Used by one thread; the first failure of any lane reaches it. */
final class Lanes {
  private static final Logger LOGGER = System.getLogger(Lanes.class.getName());

  /** What all lanes together may hold, unless each needs more for two batches. */
  private static final long MAX_BUFFERED = 32L << 20;

  private final SinkState layout;
  private final RocketMqSettings settings;
  private final List<LaneWorker> workers = new ArrayList<>();
  private final Map<String, BrokerLedger> ledgers = new HashMap<>();
  private final AtomicReference<@Nullable SinkException> failure = new AtomicReference<>();
  private final SinkCounters counters = new SinkCounters();

  private Lanes(SinkState layout, RocketMqSettings settings) {
    this.layout = layout;
    this.settings = settings;
  }

  /** Starts a lane for each queue of {@code layout}, in the same order. */
  static Lanes start(
      SinkState layout,
      List<LaneOpener.Opened> opened,
      RocketMqSettings settings,
      SinkContext context,
      QueueClient client) {
    var lanes = new Lanes(layout, settings);
    // A batch of several messages needs room for what the broker adds to each.
    long batchBytes = Math.min(settings.batchBytes(), settings.maxMessageSize() / 4L * 3);
    long buffer = Math.max(2 * batchBytes, MAX_BUFFERED / opened.size());
    var limits = new LaneLimits(settings.batchMessages(), batchBytes, buffer);
    for (LaneOpener.Opened one : opened) {
      lanes.add(one, limits, context, client);
    }
    lanes.workers.forEach(LaneWorker::start);
    return lanes;
  }

  private void add(
      LaneOpener.Opened opened, LaneLimits limits, SinkContext context, QueueClient client) {
    QueueState state = opened.state();
    String broker = state.queue().getBrokerName();
    BrokerLedger ledger = ledgers.computeIfAbsent(broker, name -> new BrokerLedger());
    var lane = new Lane(limits, state.lastNumber());
    var sender = new LaneSender(lane, state, settings, context, client, ledger, counters);
    String name =
        "sluice-%s-%s-%d".formatted(context.pipeline(), broker, state.queue().getQueueId());
    workers.add(new LaneWorker(name, opened, lane, sender, this::check, this::fail));
  }

  private void fail(SinkException e) {
    failure.compareAndSet(null, e);
  }

  /** Throws what made a lane end. */
  void check() throws SinkException {
    @Nullable SinkException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private void checkHeld() throws SinkException {
    check();
    for (BrokerLedger ledger : ledgers.values()) {
      @Nullable String reason = ledger.overdue(settings.retryTimeout().toNanos());
      if (reason != null) {
        throw SinkException.retryable(
            reason
                + " and has not confirmed any later message within "
                + settings.retryTimeout()
                + "; the messages are stored but may be lost with the broker",
            null);
      }
    }
  }

  int partitions() {
    return layout.partitions();
  }

  LaneWorker ofPartition(int partition) {
    return workers.get(partition % workers.size());
  }

  SinkCounters counters() {
    return counters;
  }

  /** Waits until all accepted messages are confirmed, and says where the queues then are. */
  SinkState flush() throws InterruptedException, SinkException {
    check();
    for (LaneWorker worker : workers) {
      worker.awaitConfirmed(this::checkHeld);
    }
    return new SinkState(
        layout.topic(), layout.partitions(), workers.stream().map(LaneWorker::state).toList());
  }

  /** Ends all lanes; a request that is still under way at the deadline is left to itself. */
  void close(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    workers.forEach(LaneWorker::close);
    for (LaneWorker worker : workers) {
      worker.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    LOGGER.log(
        Level.DEBUG, () -> "lanes of topic %s ended: %s".formatted(layout.topic(), counters));
  }
}
