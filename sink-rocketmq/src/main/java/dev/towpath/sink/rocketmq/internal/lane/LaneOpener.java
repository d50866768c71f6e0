package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.Interrupts;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import dev.towpath.sink.rocketmq.internal.client.SendFailure;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.PropertyText;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import dev.towpath.sink.rocketmq.option.BrokerDownPolicy;
import dev.towpath.sink.rocketmq.option.LostMessagesPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.jspecify.annotations.Nullable;

/**
 * A reader that finds the end of each queue before the first message is sent. The queues are taken
 * from the last checkpoint, and the messages beyond it are read back. Used by one thread.
 */
final class LaneOpener {
  private static final Logger LOGGER = SinkLog.LOGGER;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LaneSettings settings;
  private final SinkContext context;
  private final RocketMqClient client;
  private final UnsecuredBrokers unsecured;
  private final SinkState saved;
  private final BrokerSettling settling;

  /**
   * Creates an opener.
   *
   * @param unsecured the unsecured brokers known from earlier sinks of the pipeline
   * @throws SinkException if the checkpoint cannot be read
   */
  LaneOpener(
      LaneSettings settings, SinkContext context, RocketMqClient client, UnsecuredBrokers unsecured)
      throws SinkException {
    this.settings = settings;
    this.context = context;
    this.client = client;
    this.unsecured = unsecured;
    this.saved = saved();
    this.settling = new BrokerSettling(client, LaneOpener::pause);
  }

  /**
   * The state of a queue when its lane is opened.
   *
   * @param state the end of the queue
   * @param window the messages beyond the checkpoint
   * @param held the reason why they are not confirmed; null if they are
   */
  record Opened(QueueState state, ResumeWindow window, @Nullable String held) {
    Opened(QueueState state, ResumeWindow window) {
      this(state, window, null);
    }
  }

  private SinkState saved() throws SinkException {
    Optional<byte[]> checkpoint = context.restoredState();
    if (checkpoint.isEmpty()) {
      return SinkState.EMPTY;
    }
    try {
      return SinkState.decode(checkpoint.get());
    } catch (IllegalArgumentException e) {
      throw SinkException.permanent(
          "pipeline %s: %s".formatted(context.pipeline(), e.getMessage()), e);
    }
  }

  /** Returns the topics of the checkpoint. */
  SinkState checkpoint() {
    return saved;
  }

  /**
   * Returns the queues of the topic and their ends, from the checkpoint or from the topic itself.
   */
  TopicLayout layout(String topic) throws SinkException, InterruptedException {
    Optional<TopicLayout> known = saved.of(topic);
    if (known.isPresent()) {
      requireSamePartitions(known.get());
      return known.get();
    }
    List<MessageQueue> queues = queuesOfTopic(topic);
    int partitions = settings.routing().partitionsOf(topic).orElse(queues.size());
    List<QueueState> states = new ArrayList<>();
    for (MessageQueue queue : queues) {
      states.add(firstState(queue));
    }
    LOGGER.log(
        Level.INFO,
        () ->
            "pipeline %s: %d partitions of topic %s are pinned to %s"
                .formatted(context.pipeline(), partitions, topic, names(states)));
    return new TopicLayout(topic, partitions, states);
  }

  private void requireSamePartitions(TopicLayout known) throws SinkException {
    int configured = settings.routing().partitionsOf(known.topic()).orElse(known.partitions());
    if (configured != known.partitions()) {
      throw SinkException.permanent(
          ("pipeline %s publishes to %d partitions of topic %s, and %d are configured; changing"
                  + " them would move keys to other queues and break their order. Configure %d, or"
                  + " publish to a new topic")
              .formatted(
                  context.pipeline(),
                  known.partitions(),
                  known.topic(),
                  configured,
                  known.partitions()));
    }
  }

  private List<MessageQueue> queuesOfTopic(String topic)
      throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + settings.sendTimeout().toNanos();
    while (true) {
      try {
        Interrupts.check();
        return client.route(topic);
      } catch (MQClientException e) {
        Interrupts.check(e);
        if (System.nanoTime() - deadline > 0) {
          throw noRoute(topic, e);
        }
      }
      pause(PAUSE);
    }
  }

  private SinkException noRoute(String topic, MQClientException e) {
    @Nullable Throwable cause = e.getCause();
    if (cause != null && isUnanswered(cause)) {
      @Nullable String refusal = client.refusalOfNameServers();
      return refusal != null
          ? SinkException.permanent("name server " + refusal, e)
          : SinkException.retryable(
              ("cannot ask the name servers %s for topic %s: %s. Check their addresses, that they"
                      + " run, and whether they take encrypted connections only")
                  .formatted(settings.client().nameServers(), topic, cause.getMessage()),
              e);
    }
    return SinkException.retryable(
        ("the name servers %s have no writable queue of topic %s: %s. Create it with: mqadmin"
                + " updateTopic -n %s -c <cluster> -t %s -w 8 -r 8")
            .formatted(
                settings.client().nameServers(),
                topic,
                cause == null ? e.getMessage() : cause.getMessage(),
                settings.client().nameServers(),
                topic),
        e);
  }

  /** Returns whether no name server gave an answer about the topic. */
  private static boolean isUnanswered(Throwable failure) {
    return failure instanceof RemotingException
        || (failure instanceof IllegalStateException
            && failure.getCause() instanceof RemotingException);
  }

  /**
   * Waits until every pinned queue has a broker, because its keys must not go elsewhere meanwhile.
   * If the policy allows that, returns the queues that have no broker after the time of one
   * request.
   */
  Set<MessageQueue> awaitQueues(TopicLayout layout) throws SinkException, InterruptedException {
    boolean useOthers = settings.routing().brokerDown() == BrokerDownPolicy.USE_OTHERS;
    long patient = System.nanoTime() + settings.sendTimeout().toNanos();
    long deadline = System.nanoTime() + settings.retryTimeout().toNanos();
    while (true) {
      Set<MessageQueue> missing = new HashSet<>();
      layout.queues().forEach(queue -> missing.add(queue.queue()));
      @Nullable MQClientException failure = null;
      try {
        Interrupts.check();
        client.route(layout.topic()).forEach(missing::remove);
      } catch (MQClientException e) {
        Interrupts.check(e);
        failure = e;
      }
      boolean enough = useOthers && missing.size() < layout.queues().size();
      if (missing.isEmpty() || (enough && System.nanoTime() - patient > 0)) {
        return missing;
      }
      if (System.nanoTime() - deadline > 0) {
        throw SinkException.retryable(
            ("%d queues of topic %s that pipeline %s publishes to are not available: %s. Start"
                    + " their brokers, or give the queues back to the topic; their keys are never"
                    + " sent to other queues")
                .formatted(missing.size(), layout.topic(), context.pipeline(), missing),
            failure);
      }
      pause(PAUSE);
    }
  }

  private QueueState firstState(MessageQueue queue) throws SinkException, InterruptedException {
    if (!settings.tailReads()) {
      return new QueueState(queue, QueueState.UNKNOWN, firstNumber(0));
    }
    if (context.restoredState().isPresent()) {
      // An earlier sink may have begun to write here after the checkpoint was saved.
      return new QueueState(queue, QueueState.UNKNOWN, 0);
    }
    return reading(
        queue,
        () -> {
          long end = client.maxOffset(queue);
          return new QueueState(queue, end, end);
        });
  }

  /**
   * Returns the first number for messages. If the queue is not read, only the clock gives numbers
   * larger than all earlier ones.
   */
  private long firstNumber(long known) {
    return Math.max(known, context.clock().millis() * 1000);
  }

  /** Reads what the queue holds beyond {@code state}. */
  Opened open(QueueState state) throws SinkException, InterruptedException {
    if (!settings.tailReads()) {
      return without(
          new QueueState(state.queue(), QueueState.UNKNOWN, firstNumber(state.lastNumber())));
    }
    if (context.restoredState().isEmpty()) {
      return without(state);
    }
    Opened opened =
        reading(
            state.queue(),
            () -> {
              settling.await(state.queue());
              return read(state);
            });
    boolean isUnsecured = unsecured.answerOf(state.queue().getBrokerName()) != null;
    return isUnsecured && opened.window().isOpen() ? sendAgain(opened) : opened;
  }

  /**
   * Sends the last message again, because no sink has seen the broker confirm it. The copy has the
   * same number, so a consumer can detect it. If the broker confirms it, all earlier messages are
   * secured.
   */
  private Opened sendAgain(Opened opened) throws SinkException, InterruptedException {
    MessageQueue queue = opened.state().queue();
    try {
      context.awaitLease();
    } catch (IllegalStateException e) {
      throw SinkException.retryable(
          "leadership was lost while publishing to " + QueueText.of(queue), e);
    }
    SendResult result =
        reading(
            queue,
            () -> client.send(queue, List.of(client.copy(queue, opened.window().lastOffset()))));
    boolean isSecured = result.getSendStatus() == SendStatus.SEND_OK;
    String answer = "%s answered %s".formatted(QueueText.of(queue), result.getSendStatus());
    LOGGER.log(
        isSecured ? Level.INFO : Level.WARNING,
        () ->
            "%s to message %d, which was sent again since it had not been confirmed"
                .formatted(answer, opened.state().lastNumber()));
    if (isSecured) {
      unsecured.remove(queue.getBrokerName());
    }
    var state = new QueueState(queue, result.getQueueOffset() + 1, opened.state().lastNumber());
    return new Opened(state, opened.window(), isSecured ? null : answer);
  }

  private Opened read(QueueState state) throws Exception {
    MessageQueue queue = state.queue();
    QueueTail tail =
        new QueueTail(client, queue, PropertyText.escape(context.pipeline()), LaneOpener::pause);
    long end = client.maxOffset(queue);
    if (end < state.nextOffset() || client.undispatched(queue).orElse(1) != 0) {
      end = tail.settledEnd(state.nextOffset());
    }
    if (end < state.nextOffset()) {
      lost(state, end, tail);
      return without(new QueueState(queue, end, state.lastNumber()));
    }
    return opened(state, end, tail);
  }

  /**
   * Handles lost messages. An empty queue belongs to a recreated topic, which is the work of an
   * operator. A queue that lost only its end is a failure of a broker, and continuing would hide
   * the loss.
   */
  private void lost(QueueState state, long end, QueueTail tail) throws Exception {
    @Nullable StoredMessage before = tail.lastOwn(end, 0);
    var report = new LostMessagesReport(state.queue(), end, state.nextOffset(), before, List.of());
    if (end > 0 && settings.lostMessages() == LostMessagesPolicy.FAIL) {
      throw report.failure();
    }
    LOGGER.log(
        Level.ERROR,
        () ->
            "pipeline %s continues without messages that it had published: %s"
                .formatted(context.pipeline(), report.loss()));
  }

  private Opened opened(QueueState state, long end, QueueTail tail) throws Exception {
    boolean isUnknown = state.nextOffset() == QueueState.UNKNOWN;
    List<StoredMessage> beyond =
        isUnknown ? tail.lastOwnOnes(end) : tail.own(state.nextOffset(), end);
    long last = beyond.stream().mapToLong(StoredMessage::number).max().orElse(0);
    if (isUnknown) {
      long number = Math.max(Math.max(state.lastNumber(), last), end);
      return new Opened(new QueueState(state.queue(), end, number), ResumeWindow.searching(beyond));
    }
    if (!beyond.isEmpty()) {
      LOGGER.log(
          Level.INFO,
          () ->
              "pipeline %s: %s holds %d messages beyond the saved position"
                  .formatted(context.pipeline(), state.queue(), beyond.size()));
    }
    return new Opened(
        new QueueState(state.queue(), end, Math.max(state.lastNumber(), last)),
        new ResumeWindow(beyond, state.nextOffset(), state.lastNumber()));
  }

  private static Opened without(QueueState state) {
    return new Opened(state, new ResumeWindow(List.of(), state.nextOffset(), state.lastNumber()));
  }

  /** Reads from a queue, with retries until the deadline. */
  private <T> T reading(MessageQueue queue, Reading<T> reading)
      throws SinkException, InterruptedException {
    long deadline = System.nanoTime() + settings.retryTimeout().toNanos();
    while (true) {
      try {
        Interrupts.check();
        return reading.read();
      } catch (InterruptedException | SinkException e) {
        throw e;
      } catch (Exception e) {
        Interrupts.check(e);
        if (SendFailure.of(e) == SendFailure.REFUSED) {
          throw SinkException.permanent(
              ("reading %s is refused: %s. Check the topic and its queues; under access control"
                      + " grant PUB, SUB and GET on the topic and SUB on group TOOLS_CONSUMER, or set"
                      + " tailReads(false) and accept duplicates")
                  .formatted(queue, e.getMessage()),
              e);
        }
        if (System.nanoTime() - deadline > 0) {
          @Nullable String refusal = client.refusalOfBroker(queue);
          throw refusal != null
              ? SinkException.permanent("broker " + refusal, e)
              : SinkException.retryable("cannot read %s: %s".formatted(queue, e), e);
        }
        client.refreshRoute(queue.getTopic());
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
