package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import dev.towpath.sink.rocketmq.internal.client.SendFailure;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The sender of one lane. It sends one request at a time, until each message of a batch is stored
 * once. Used by the lane's thread.
 */
final class LaneSender {
  private static final Logger LOGGER = SinkLog.LOGGER;

  private final Lane lane;
  private final MessageQueue queue;
  private final QueueRequests requests;
  private final UnsecuredMessages unsecured;
  private final SinkCounters counters;
  private final Unsent unsent;
  private final SendRetries retries;

  /** Null if the sink may not read its queues. */
  private final @Nullable QueueCheck check;

  private final ReplayWindow replay;
  private long nextOffset;
  private boolean suspect;

  LaneSender(
      Lane lane,
      QueueState state,
      LaneSettings settings,
      SinkContext context,
      QueueClient client,
      UnsecuredMessages unsecured,
      BrokerOutages outages,
      SinkCounters counters,
      Throttle throttle) {
    this.lane = lane;
    this.queue = state.queue();
    this.nextOffset = state.nextOffset();
    this.unsecured = unsecured;
    this.counters = counters;
    this.requests = new QueueRequests(lane, queue, context, client, throttle);
    this.unsent = new Unsent(settings.batchBytes());
    this.retries = new SendRetries(queue, settings.retryTimeout(), lane::pause, outages);
    this.check = settings.tailReads() ? new QueueCheck(queue, context, client, lane::pause) : null;
    this.replay = new ReplayWindow(settings.batchBytes() * 2L);
  }

  /** Returns the offset after the last acknowledged message; -1 when it is unknown. */
  long nextOffset() {
    return nextOffset;
  }

  /** Sends the messages. When it returns, they are stored, but possibly not yet confirmed. */
  void deliver(List<Outgoing> batch) throws InterruptedException, SinkException {
    unsent.load(batch);
    while (!unsent.isEmpty()) {
      requests.awaitLease();
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
          unsent.tooSlow();
        }
        failed(e);
      }
    }
  }

  private void send() throws Exception {
    List<Outgoing> batch = unsent.next();
    requests.awaitThrottle(batch);
    long begun = unsecured.begin();
    stored(batch, requests.send(batch), begun);
  }

  private void stored(List<Outgoing> batch, SendResult result, long begun)
      throws InterruptedException, SinkException {
    unsent.answered(batch.size());
    counters.sent.add(batch.size());
    long first = batch.get(0).number();
    long last = batch.get(batch.size() - 1).number();
    long expected = nextOffset;
    long offset = result.getQueueOffset();
    nextOffset = offset + batch.size();
    lane.stored(first, last, nextOffset);
    if (expected >= 0 && offset != expected) {
      jumped(first, expected, offset);
    }
    batch.forEach(replay::add);
    secure(last, result.getSendStatus(), begun);
    retries.succeeded();
  }

  private void secure(long number, SendStatus status, long begun) {
    if (status == SendStatus.SEND_OK) {
      unsecured.confirm(begun);
      lane.confirm(number);
    } else {
      unsecured.hold("%s answered %s".formatted(QueueText.of(queue), status), lane, number);
    }
  }

  /**
   * Handles an unexpected offset. A single writer sees contiguous offsets, so there was another
   * writer or a loss.
   */
  private void jumped(long first, long expected, long actual)
      throws InterruptedException, SinkException {
    counters.offsetJumps.increment();
    if (actual < expected) {
      throw lost(first, actual, expected);
    }
    @Nullable StoredMessage intruder = check == null ? null : check.intruder(actual);
    LOGGER.log(
        Level.WARNING,
        () ->
            "%s: %d messages of another writer%s"
                .formatted(
                    QueueText.of(queue),
                    actual - expected,
                    intruder == null ? "" : ", the last one " + intruder));
  }

  /**
   * Returns the failure for lost messages that cannot be published again: later messages took their
   * place, or they are no longer in memory.
   *
   * @param next the number of the message after the lost ones
   */
  private SinkException lost(long next, long from, long to) throws InterruptedException {
    @Nullable StoredMessage before = check == null ? null : check.lastBefore(from);
    long beginning = next - 1 - (to - from);
    List<Outgoing> known =
        replay.after(beginning).stream().filter(message -> message.number() < next).toList();
    return new LostMessagesReport(queue, from, to, before, known).failure();
  }

  private void failed(Exception e) throws InterruptedException, SinkException {
    counters.failures.increment();
    SendFailure kind = SendFailure.of(e);
    switch (kind) {
      case REFUSED ->
          throw SinkException.permanent(
              "%s refuses messages: %s; check the topic, its queues and the permissions"
                  .formatted(QueueText.of(queue), e.getMessage()),
              e);
      case TOO_LARGE -> split(e);
      case NO_BATCHES -> sendOneByOne(e);
      case UNKNOWN -> suspect = true;
      case NOT_STORED -> {}
    }
    retries.failed(e, kind, unsent.size());
  }

  private void sendOneByOne(Exception e) throws SinkException {
    if (!unsent.oneByOne()) {
      throw SinkException.permanent(
          "%s refuses a message: %s; see the broker's log and whether its version is supported"
              .formatted(QueueText.of(queue), e.getMessage()),
          e);
    }
    LOGGER.log(
        Level.WARNING,
        () ->
            ("%s refuses batches; messages are sent one by one, which is slow. More queues help,"
                    + " and batchMessages(1) spares this attempt")
                .formatted(QueueText.of(queue)));
  }

  private void split(Exception e) throws SinkException {
    if (unsent.tooLarge()) {
      return;
    }
    Message message = unsent.first().message();
    throw SinkException.permanent(
        ("%s refuses a message of %d bytes, rows %s, keys %s: %s; raise maxMessageSize here and on"
                + " the broker, or exclude the column or the table")
            .formatted(
                QueueText.of(queue),
                message.getBody().length,
                message.getUserProperty(MessageProperties.POSITION),
                message.getKeys(),
                e.getMessage()),
        e);
  }

  /**
   * Compares the batch with the queue after an answer was lost. Drops messages that are stored, and
   * puts back messages that the broker lost.
   */
  private void lookBeforeSending() throws Exception {
    if (check != null) {
      long expected = nextOffset;
      QueueCheck.End end = check.find(expected);
      @Nullable StoredMessage last = end.last();
      nextOffset = end.offset();
      if (last != null && unsent.holds(last)) {
        dropStored(last, expected);
      } else if (end.offset() < expected) {
        republish(last, end.offset(), expected);
      }
    }
    suspect = false;
  }

  private void dropStored(StoredMessage last, long expected)
      throws InterruptedException, SinkException {
    long first = unsent.first().number();
    long offset = last.offset() - (last.number() - first);
    if (offset < expected) {
      throw lost(first, offset, expected);
    }
    List<Outgoing> found = unsent.removeUpTo(last.number());
    found.forEach(replay::add);
    counters.foundStored.add(found.size());
    lane.stored(first, last.number(), last.offset() + 1);
    unsecured.found(lane, last.number());
    LOGGER.log(
        Level.INFO,
        () -> "%s: found %d messages stored".formatted(QueueText.of(queue), found.size()));
    retries.succeeded();
  }

  private void republish(@Nullable StoredMessage last, long end, long expected)
      throws InterruptedException, SinkException {
    long next = unsent.first().number();
    long stored = last == null ? next - 1 - (expected - end) : last.number();
    List<Outgoing> lost = replay.after(stored);
    if (lost.size() < next - 1 - stored) {
      throw lost(next, expected - (next - 1 - stored), expected);
    }
    lane.lost(stored);
    unsecured.forget(lane);
    counters.republished.add(lost.size());
    LOGGER.log(
        Level.WARNING,
        () ->
            "%s lost %d acknowledged messages; publishing them again"
                .formatted(QueueText.of(queue), lost.size()));
    unsent.putBack(lost);
  }
}
