package dev.sluice.sink.rocketmq;

import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where each queue stands before the first message is sent: the queues are those of the
 * last checkpoint, and what they hold beyond it is read back. Used by one thread.
 */
final class LaneOpener {
  private static final Logger LOGGER = System.getLogger(LaneOpener.class.getName());

  /** How long a request of a former sink, which may still be with the broker, may take effect. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final RocketMqSettings settings;
  private final SinkContext context;
  private final RocketMqClient client;

  LaneOpener(RocketMqSettings settings, SinkContext context, RocketMqClient client) {
    this.settings = settings;
    this.context = context;
    this.client = client;
  }

  /**
   * Where a queue stands.
   *
   * @param state the end of the queue
   * @param window what it holds beyond the checkpoint
   */
  record Opened(QueueState state, ResumeWindow window) {}

  /** The layout and where its queues stand, as of the checkpoint or of the topic itself. */
  SinkState layout() throws SinkException, InterruptedException {
    Optional<SinkState> saved = saved();
    if (saved.isPresent()) {
      awaitQueues(saved.get());
      return saved.get();
    }
    List<MessageQueue> queues = queuesOfTopic();
    int partitions = settings.partitions().orElse(queues.size());
    List<QueueState> states = new ArrayList<>();
    for (MessageQueue queue : queues.subList(0, Math.min(partitions, queues.size()))) {
      states.add(firstState(queue));
    }
    LOGGER.log(
        Level.INFO,
        () ->
            "pipeline %s: %d partitions of topic %s are pinned to %s"
                .formatted(context.pipeline(), partitions, settings.topic(), names(states)));
    return new SinkState(settings.topic(), partitions, states);
  }

  private Optional<SinkState> saved() throws SinkException {
    Optional<byte[]> checkpoint = context.checkpoint();
    if (checkpoint.isEmpty()) {
      return Optional.empty();
    }
    SinkState state;
    try {
      state = SinkState.decode(checkpoint.get());
    } catch (IllegalArgumentException e) {
      throw SinkException.permanent(
          "pipeline %s: %s".formatted(context.pipeline(), e.getMessage()), e);
    }
    if (!state.topic().equals(settings.topic())) {
      LOGGER.log(
          Level.WARNING,
          () ->
              "pipeline %s published to topic %s before and publishes to %s from now on"
                  .formatted(context.pipeline(), state.topic(), settings.topic()));
      return Optional.empty();
    }
    int configured = settings.partitions().orElse(state.partitions());
    if (configured != state.partitions()) {
      throw SinkException.permanent(
          ("pipeline %s publishes to %d partitions, and %d are configured; changing them would move"
                  + " keys to other queues and break their order. Configure %d, or publish to a new"
                  + " topic")
              .formatted(context.pipeline(), state.partitions(), configured, state.partitions()),
          null);
    }
    return Optional.of(state);
  }

  private List<MessageQueue> queuesOfTopic() throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + settings.sendTimeout().toNanos();
    while (true) {
      try {
        return client.route();
      } catch (MQClientException e) {
        if (System.nanoTime() - deadline > 0) {
          throw noRoute(e);
        }
      }
      pause(PAUSE);
    }
  }

  private SinkException noRoute(MQClientException e) {
    @Nullable Throwable cause = e.getCause();
    return SinkException.retryable(
        ("the name servers %s have no writable queue of topic %s: %s. Create it with: mqadmin"
                + " updateTopic -n %s -c <cluster> -t %s -w 8 -r 8")
            .formatted(
                settings.nameServers(),
                settings.topic(),
                cause == null ? e.getMessage() : cause.getMessage(),
                settings.nameServers(),
                settings.topic()),
        e);
  }

  /** Waits until every pinned queue has a broker: its keys must not go elsewhere meanwhile. */
  private void awaitQueues(SinkState state) throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + settings.retryTimeout().toNanos();
    while (true) {
      Set<MessageQueue> missing = new HashSet<>();
      state.queues().forEach(queue -> missing.add(queue.queue()));
      @Nullable MQClientException failure = null;
      try {
        client.route().forEach(missing::remove);
      } catch (MQClientException e) {
        failure = e;
      }
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw SinkException.retryable(
            ("%d queues of topic %s that pipeline %s publishes to are not available: %s. Start"
                    + " their brokers, or give the queues back to the topic; their keys are never"
                    + " sent to other queues")
                .formatted(missing.size(), settings.topic(), context.pipeline(), missing),
            failure);
      }
      pause(PAUSE);
    }
  }

  private QueueState firstState(MessageQueue queue) throws SinkException, InterruptedException {
    if (!settings.tailReads()) {
      return new QueueState(queue, -1, firstNumber(0));
    }
    return reading(
        queue,
        () -> {
          long end = client.maxOffset(queue);
          return new QueueState(queue, end, end);
        });
  }

  /** Without reading the queue, the clock is what gives numbers larger than all before. */
  private long firstNumber(long saved) {
    return Math.max(saved, context.clock().millis() * 1000);
  }

  /** Reads what the queues hold beyond {@code layout}. */
  List<Opened> open(SinkState layout) throws SinkException, InterruptedException {
    List<Opened> opened = new ArrayList<>();
    if (!settings.tailReads()) {
      for (QueueState state : layout.queues()) {
        opened.add(without(new QueueState(state.queue(), -1, firstNumber(state.lastNumber()))));
      }
      return opened;
    }
    List<Long> ends = new ArrayList<>();
    for (QueueState state : layout.queues()) {
      ends.add(reading(state.queue(), () -> client.maxOffset(state.queue())));
    }
    if (context.checkpoint().isPresent()) {
      pause(SETTLE);
    }
    for (int i = 0; i < ends.size(); i++) {
      QueueState state = layout.queues().get(i);
      long end = ends.get(i);
      opened.add(reading(state.queue(), () -> open(state, end)));
    }
    return opened;
  }

  private Opened open(QueueState state, long firstEnd) throws Exception {
    MessageQueue queue = state.queue();
    QueueTail tail =
        new QueueTail(client, queue, PropertyText.escape(context.pipeline()), LaneOpener::pause);
    long end = client.maxOffset(queue);
    if (end != firstEnd || end < state.nextOffset() || client.undispatched(queue).orElse(0) != 0) {
      end = tail.settledEnd(state.nextOffset());
    }
    if (end < state.nextOffset()) {
      long lost = state.nextOffset() - end;
      LOGGER.log(
          Level.ERROR,
          () ->
              ("pipeline %s: %s ends %d messages before what it had acknowledged; the broker lost"
                      + " them or the topic was created anew")
                  .formatted(context.pipeline(), queue, lost));
      return without(new QueueState(queue, end, state.lastNumber()));
    }
    List<StoredMessage> window = tail.own(state.nextOffset(), end);
    long last = window.stream().mapToLong(StoredMessage::number).max().orElse(0);
    if (!window.isEmpty()) {
      LOGGER.log(
          Level.INFO,
          () ->
              "pipeline %s: %s holds %d messages beyond the saved position"
                  .formatted(context.pipeline(), queue, window.size()));
    }
    return new Opened(
        new QueueState(queue, end, Math.max(state.lastNumber(), last)),
        new ResumeWindow(window, state.nextOffset(), state.lastNumber()));
  }

  private static Opened without(QueueState state) {
    return new Opened(state, new ResumeWindow(List.of(), state.nextOffset(), state.lastNumber()));
  }

  /** Reads from a queue until it succeeds or the deadline for retries is over. */
  private <T> T reading(MessageQueue queue, Reading<T> reading)
      throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + settings.retryTimeout().toNanos();
    while (true) {
      try {
        return reading.read();
      } catch (InterruptedException | SinkException e) {
        throw e;
      } catch (Exception e) {
        if (SendFailure.of(e) == SendFailure.REFUSED) {
          throw SinkException.permanent(
              ("reading %s is refused: %s. Check the topic and its queues; under access control grant"
                      + " PUB, SUB and GET on the topic and SUB on group TOOLS_CONSUMER, or set"
                      + " tailReads(false) and accept duplicates")
                  .formatted(queue, e.getMessage()),
              e);
        }
        if (System.nanoTime() - deadline > 0) {
          throw SinkException.retryable("cannot read %s: %s".formatted(queue, e), e);
        }
        client.refreshRoute();
      }
      pause(PAUSE);
    }
  }

  private interface Reading<T> {
    T read() throws Exception;
  }

  private static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }

  private static List<String> names(List<QueueState> states) {
    return states.stream()
        .map(state -> state.queue().getBrokerName() + ':' + state.queue().getQueueId())
        .toList();
  }
}
