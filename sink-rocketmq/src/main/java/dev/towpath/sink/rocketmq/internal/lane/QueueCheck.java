package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.PropertyText;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/** A reader of one queue that finds changes made by others. Used by one thread. */
final class QueueCheck {
  private static final Logger LOGGER = SinkLog.LOGGER;

  /** How long a broker may continue to store a request whose connection is gone. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  private final MessageQueue queue;
  private final SinkContext context;
  private final QueueClient client;
  private final QueueTail tail;
  private final QueueTail.Pause pause;
  private final String writer;

  QueueCheck(MessageQueue queue, SinkContext context, QueueClient client, QueueTail.Pause pause) {
    this.queue = queue;
    this.context = context;
    this.client = client;
    this.pause = pause;
    this.writer = PropertyText.escape(context.pipeline());
    this.tail = new QueueTail(client, queue, writer, pause);
  }

  /**
   * The end of a queue.
   *
   * @param offset the offset after the last message
   * @param last the last message of this term or a later one; null when none is near the end
   */
  record End(long offset, @Nullable StoredMessage last) {}

  /**
   * Returns the end of the queue after an answer was lost.
   *
   * @param expected the offset after the last acknowledged message
   * @throws SinkException if a later leader publishes
   */
  End find(long expected) throws Exception {
    pause.await(SETTLE);
    client.refreshRoute(queue.getTopic());
    long end = tail.settledEnd(expected);
    // Read even when the end is the expected one: new messages may have replaced lost ones.
    @Nullable StoredMessage last = tail.lastOwn(end, context.epoch());
    if (last != null) {
      requireNoLaterLeader(last);
    }
    return new End(end, last);
  }

  private void requireNoLaterLeader(StoredMessage message) throws SinkException {
    if (message.writer().equals(writer) && message.epoch() > context.epoch()) {
      throw SinkException.retryable(
          "a later leader (epoch %d, ours is %d) publishes to %s; this one stops"
              .formatted(message.epoch(), context.epoch(), QueueText.of(queue)));
    }
  }

  /**
   * Returns the message of another writer just before {@code offset}; null when it cannot be read.
   *
   * @throws SinkException if a later leader publishes
   */
  @Nullable StoredMessage intruder(long offset) throws InterruptedException, SinkException {
    @Nullable StoredMessage message = readable(() -> tail.at(offset - 1));
    if (message != null) {
      requireNoLaterLeader(message);
    }
    return message;
  }

  /**
   * Returns the last message of this pipeline before {@code offset}; null when it cannot be read.
   */
  @Nullable StoredMessage lastBefore(long offset) throws InterruptedException {
    return readable(() -> tail.lastOwn(offset, 0));
  }

  private @Nullable StoredMessage readable(Reading reading) throws InterruptedException {
    try {
      return reading.read();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOGGER.log(Level.WARNING, () -> "cannot read %s: %s".formatted(QueueText.of(queue), e));
      return null;
    }
  }

  private interface Reading {
    @Nullable StoredMessage read() throws Exception;
  }
}
