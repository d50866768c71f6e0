package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.client.QueueClient;
import dev.sluice.sink.rocketmq.internal.client.SendFailure;
import dev.sluice.sink.rocketmq.internal.message.MessageProperties;
import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import dev.sluice.sink.rocketmq.internal.message.PropertyText;
import dev.sluice.sink.rocketmq.internal.message.StoredMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the batches of one lane, one at a time, and finds out what became of each. Used by the
 * lane's thread; its offset may be read by others while nothing is being sent.
 */
final class LaneSender {
  private static final Logger LOGGER = System.getLogger(LaneSender.class.getName());

  /** How long a broker may go on storing a request whose connection is gone. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  /** Requests are not made smaller than this because of their time, in bytes. */
  private static final long MIN_PACE = 16 << 10;

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

  private final Lane lane;
  private final MessageQueue queue;
  private final LaneSettings settings;
  private final SinkContext context;
  private final QueueClient client;
  private final QueueTail tail;
  private final BrokerLedger ledger;
  private final SinkCounters counters;
  private final Throttle throttle;
  private final ReplayWindow replay;
  private final SplittableRandom random;

  private volatile long nextOffset;
  private Deque<Outgoing> left = new ArrayDeque<>();
  private long maxBatchBytes = Long.MAX_VALUE;

  /** How much goes into a request after one was not answered in time; doubles with each answer. */
  private long pace = Long.MAX_VALUE;

  private boolean singles;
  private boolean suspect;
  private long failingSince;
  private Duration backoff = FIRST_BACKOFF;
  private @Nullable Exception lastFailure;

  LaneSender(
      Lane lane,
      QueueState state,
      LaneSettings settings,
      SinkContext context,
      QueueClient client,
      BrokerLedger ledger,
      SinkCounters counters,
      Throttle throttle) {
    this.lane = lane;
    this.queue = state.queue();
    this.nextOffset = state.nextOffset();
    this.settings = settings;
    this.context = context;
    this.client = client;
    this.ledger = ledger;
    this.counters = counters;
    this.throttle = throttle;
    this.tail = new QueueTail(client, queue, PropertyText.escape(context.pipeline()), lane::pause);
    this.replay = new ReplayWindow(settings.batchBytes() * 2L);
    this.random = new SplittableRandom(queue.hashCode());
  }

  /** The offset after the last acknowledged message; -1 when it is not known yet. */
  long nextOffset() {
    return nextOffset;
  }

  /** Sends the messages; when this returns they are stored, if not yet confirmed. */
  void deliver(List<Outgoing> batch) throws InterruptedException, SinkException {
    left = new ArrayDeque<>(batch);
    while (!left.isEmpty()) {
      awaitLease();
      boolean sending = !suspect;
      try {
        if (suspect) {
          lookBeforeSending();
        } else {
          send();
        }
      } catch (InterruptedException | SinkException e) {
        throw e;
      } catch (Exception e) {
        if (sending && e instanceof RemotingTimeoutException) {
          pace = Math.max(MIN_PACE, sizeOf(nextBatch()) / 2);
        }
        failed(e);
      }
    }
  }

  private static long sizeOf(List<Outgoing> batch) {
    return batch.stream().mapToLong(Outgoing::size).sum();
  }

  private void awaitLease() throws InterruptedException, SinkException {
    try {
      context.awaitLease();
    } catch (IllegalStateException e) {
      throw SinkException.retryable("leadership was lost while publishing to " + queueName(), e);
    }
  }

  private void send() throws Exception {
    List<Outgoing> batch = nextBatch();
    Duration wait = throttle.reserve(batch.size(), sizeOf(batch), System.nanoTime());
    if (!wait.isZero()) {
      lane.pause(wait);
      awaitLease();
    }
    long begun = ledger.begin();
    SendResult result;
    lane.beginSend();
    try {
      result = client.send(queue, batch);
    } finally {
      lane.endSend();
    }
    stored(batch, result, begun);
  }

  /** What is left, unless batches as large as that were refused or took too long. */
  private List<Outgoing> nextBatch() {
    List<Outgoing> batch = new ArrayList<>(left.size());
    long most = Math.min(maxBatchBytes, pace);
    long bytes = 0;
    for (Outgoing message : left) {
      bytes += message.size();
      if (!batch.isEmpty() && (singles || bytes > most)) {
        break;
      }
      batch.add(message);
    }
    return batch;
  }

  private void stored(List<Outgoing> batch, SendResult result, long begun)
      throws InterruptedException, SinkException {
    for (Outgoing message : batch) {
      left.removeFirst();
      replay.add(message);
    }
    counters.sent.add(batch.size());
    pace = pace > settings.batchBytes() ? Long.MAX_VALUE : 2 * pace;
    long expected = nextOffset;
    nextOffset = result.getQueueOffset() + batch.size();
    if (expected >= 0 && result.getQueueOffset() != expected) {
      jumped(expected, result.getQueueOffset());
    }
    secure(batch.get(batch.size() - 1).number(), result.getSendStatus(), begun);
    recovered();
  }

  private void secure(long number, SendStatus status, long begun) {
    if (status == SendStatus.SEND_OK) {
      ledger.confirm(begun);
      lane.confirm(number);
    } else {
      ledger.hold("%s answered %s".formatted(queueName(), status), () -> lane.confirm(number));
    }
  }

  /**
   * One writer sees contiguous offsets; anything else is somebody else's doing, or the broker's.
   */
  private void jumped(long expected, long actual) throws InterruptedException, SinkException {
    counters.offsetJumps.increment();
    if (actual < expected) {
      throw SinkException.retryable(
          ("%s lost acknowledged messages: offset %d was expected next and %d came; everything"
                  + " after the last saved position is published again")
              .formatted(queueName(), expected, actual),
          null);
    }
    @Nullable StoredMessage intruder = settings.tailReads() ? intruder(actual - 1) : null;
    if (intruder != null
        && intruder.writer().equals(PropertyText.escape(context.pipeline()))
        && intruder.epoch() > context.epoch()) {
      throw deposed(intruder);
    }
    LOGGER.log(
        Level.WARNING,
        () ->
            "%s: %d messages of another writer%s"
                .formatted(
                    queueName(),
                    actual - expected,
                    intruder == null ? "" : ", the last one " + intruder));
  }

  private @Nullable StoredMessage intruder(long offset) throws InterruptedException {
    try {
      return tail.at(offset);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOGGER.log(Level.WARNING, () -> "cannot read %s at %d: %s".formatted(queueName(), offset, e));
      return null;
    }
  }

  private void failed(Exception e) throws InterruptedException, SinkException {
    counters.failures.increment();
    SendFailure kind = SendFailure.of(e);
    switch (kind) {
      case REFUSED ->
          throw SinkException.permanent(
              "%s refuses messages: %s; check the topic, its queues and the permissions"
                  .formatted(queueName(), e.getMessage()),
              e);
      case TOO_LARGE -> split(e);
      case NO_BATCHES -> sendOneByOne(e);
      case UNKNOWN -> suspect = true;
      case NOT_STORED -> {}
    }
    retryLater(e, kind);
  }

  private void sendOneByOne(Exception e) throws SinkException {
    if (singles || nextBatch().size() == 1) {
      throw SinkException.permanent(
          "%s refuses a message: %s; see the broker's log and whether its version is supported"
              .formatted(queueName(), e.getMessage()),
          e);
    }
    singles = true;
    LOGGER.log(
        Level.WARNING,
        () ->
            ("%s takes no batches; messages are sent one by one, which is slow. More queues help,"
                    + " and batchMessages(1) spares this attempt")
                .formatted(queueName()));
  }

  private void split(Exception e) throws SinkException {
    List<Outgoing> refused = nextBatch();
    if (refused.size() > 1) {
      maxBatchBytes = sizeOf(refused) / 2;
      return;
    }
    Message message = left.getFirst().message();
    throw SinkException.permanent(
        ("%s refuses a message of %d bytes, rows %s, keys %s: %s; raise maxMessageSize here and on"
                + " the broker, or exclude the column or the table")
            .formatted(
                queueName(),
                message.getBody().length,
                message.getUserProperty(MessageProperties.POSITION),
                message.getKeys(),
                e.getMessage()),
        e);
  }

  private void retryLater(Exception e, SendFailure kind)
      throws InterruptedException, SinkException {
    long now = System.nanoTime();
    if (lastFailure == null) {
      failingSince = now;
      LOGGER.log(Level.WARNING, () -> "%s: %s, trying again: %s".formatted(queueName(), kind, e));
    }
    lastFailure = e;
    if (now - failingSince > settings.retryTimeout().toNanos()) {
      throw SinkException.retryable(
          "%s did not take %d messages within %s: %s"
              .formatted(queueName(), left.size(), settings.retryTimeout(), e),
          e);
    }
    long nanos = backoff.toNanos();
    lane.pause(Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2)));
    Duration doubled = backoff.multipliedBy(2);
    backoff = doubled.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : doubled;
  }

  private void recovered() {
    if (lastFailure != null) {
      LOGGER.log(Level.INFO, () -> queueName() + " takes messages again");
    }
    lastFailure = null;
    backoff = FIRST_BACKOFF;
  }

  /** After an answer was lost: drops what is stored, brings back what the broker lost. */
  private void lookBeforeSending() throws Exception {
    if (!settings.tailReads()) {
      suspect = false;
      return;
    }
    lane.pause(SETTLE);
    client.refreshRoute(queue.getTopic());
    long end = tail.settledEnd(nextOffset);
    long expected = nextOffset;
    @Nullable StoredMessage last = end == expected ? null : tail.lastOwn(end, context.epoch());
    if (last != null && last.epoch() > context.epoch()) {
      throw deposed(last);
    }
    // Before anything is confirmed: whoever waits for that asks for the offset next.
    nextOffset = end;
    if (end < expected) {
      republish(last, expected - end);
    } else if (last != null) {
      dropStored(last);
    }
    suspect = false;
  }

  private SinkException deposed(StoredMessage message) {
    return SinkException.retryable(
        "a later leader (epoch %d, ours is %d) publishes to %s; this one stops"
            .formatted(message.epoch(), context.epoch(), queueName()),
        null);
  }

  private void dropStored(StoredMessage last) {
    if (left.stream().noneMatch(message -> message.isStoredAs(last))) {
      return;
    }
    int dropped = 0;
    while (!left.isEmpty() && left.getFirst().number() <= last.number()) {
      replay.add(left.removeFirst());
      dropped++;
    }
    counters.foundStored.add(dropped);
    lane.confirm(last.number());
    int found = dropped;
    LOGGER.log(Level.INFO, () -> "%s: found %d messages stored".formatted(queueName(), found));
    recovered();
  }

  private void republish(@Nullable StoredMessage last, long missing) throws SinkException {
    long acknowledged = left.getFirst().number() - 1;
    long stored = last == null ? acknowledged - missing : last.number();
    List<Outgoing> lost = replay.after(stored);
    if (lost.size() < acknowledged - stored) {
      throw SinkException.retryable(
          ("%s lost %d acknowledged messages, more than are kept in memory; everything after the"
                  + " last saved position is published again")
              .formatted(queueName(), acknowledged - stored),
          null);
    }
    counters.republished.add(lost.size());
    LOGGER.log(
        Level.WARNING,
        () ->
            "%s lost %d acknowledged messages; publishing them again"
                .formatted(queueName(), lost.size()));
    for (int i = lost.size() - 1; i >= 0; i--) {
      left.addFirst(lost.get(i));
    }
  }

  private String queueName() {
    return "broker %s topic %s queue %d"
        .formatted(queue.getBrokerName(), queue.getTopic(), queue.getQueueId());
  }
}
