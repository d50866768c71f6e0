package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the last messages of a queue. Only the queue shows whether a batch is stored whose
 * answer was lost.
 */
public final class QueueTail {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** How long a broker may take to make acknowledged messages readable. */
  private static final Duration DISPATCH = Duration.ofSeconds(5);

  /** The maximum number of messages of other writers to read in search of one of this writer. */
  private static final int MAX_FOREIGN = 10_000;

  private final QueueClient client;
  private final MessageQueue queue;
  private final String writer;
  private final Pause pause;

  /** A wait that throws when the sink is closed. */
  @FunctionalInterface
  public interface Pause {
    void await(Duration duration) throws InterruptedException;
  }

  public QueueTail(QueueClient client, MessageQueue queue, String writer, Pause pause) {
    this.client = client;
    this.queue = queue;
    this.writer = writer;
    this.pause = pause;
  }

  /**
   * Returns the offset after the last message, once it is stable and the broker has made everything
   * stored readable.
   *
   * <p>{@code expected} is the offset after the last acknowledged message. A smaller end is
   * accepted only if the broker says that everything is readable, or after five seconds.
   */
  public long settledEnd(long expected) throws Exception {
    long deadline = System.nanoTime() + DISPATCH.toNanos();
    long end = client.maxOffset(queue);
    int stable = 0;
    while (System.nanoTime() - deadline < 0) {
      pause.await(PAUSE);
      OptionalLong behind = client.undispatched(queue);
      long again = client.maxOffset(queue);
      stable = again == end ? stable + 1 : 0;
      end = again;
      boolean complete = end >= expected ? behind.orElse(0) == 0 : behind.orElse(1) == 0;
      if (complete && stable >= (end >= expected ? 1 : 4)) {
        break;
      }
    }
    return end;
  }

  /**
   * Returns the last message before {@code end} that this writer wrote in the term {@code epoch} or
   * later; null when there is none nearby.
   */
  @Nullable StoredMessage lastOwn(long end, long epoch) throws Exception {
    long to = end;
    for (long step = 1; to > 0 && end - to < MAX_FOREIGN; step = 32) {
      long from = Math.max(0, to - step);
      List<StoredMessage> messages = read(from, to);
      for (int i = messages.size() - 1; i >= 0; i--) {
        StoredMessage message = messages.get(i);
        if (message.writer().equals(writer) && message.epoch() >= epoch) {
          return message;
        }
      }
      if (messages.isEmpty() || messages.get(0).offset() > from) {
        return null;
      }
      to = from;
    }
    return null;
  }

  /** Returns the messages of this writer before {@code end}, back to a stretch without any. */
  List<StoredMessage> lastOwnOnes(long end) throws Exception {
    List<StoredMessage> own = new ArrayList<>();
    for (long to = end; to > 0 && end - to < MAX_FOREIGN; ) {
      long from = Math.max(0, to - 32);
      List<StoredMessage> some = own(from, to);
      own.addAll(0, some);
      if (some.isEmpty()) {
        break;
      }
      to = from;
    }
    return own;
  }

  /** Returns the messages of this writer from {@code from}, inclusive, to {@code to}, exclusive. */
  List<StoredMessage> own(long from, long to) throws Exception {
    List<StoredMessage> own = new ArrayList<>(read(from, to));
    own.removeIf(message -> !message.writer().equals(writer));
    return own;
  }

  /** Returns the message at {@code offset}; null when it cannot be read. */
  @Nullable StoredMessage at(long offset) throws Exception {
    List<StoredMessage> messages = read(offset, offset + 1);
    return messages.isEmpty() ? null : messages.get(0);
  }

  private List<StoredMessage> read(long from, long to) throws Exception {
    List<StoredMessage> messages = new ArrayList<>();
    long next = from;
    while (next < to) {
      List<StoredMessage> some = client.read(queue, next);
      if (some.isEmpty()) {
        break;
      }
      for (StoredMessage message : some) {
        if (message.offset() >= next && message.offset() < to) {
          messages.add(message);
        }
      }
      next = Math.max(next, some.get(some.size() - 1).offset()) + 1;
    }
    return messages;
  }
}
