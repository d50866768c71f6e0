package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.event.ChangeEvent;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The messages of a queue beyond the last saved position, which an earlier sink of this pipeline
 * published and did not acknowledge. Redelivered rows are compared with them one by one, and rows
 * that are present are not published again.
 *
 * <p>The first row that differs ends the comparison: from there on everything is published. So a
 * changed filter or another binlog costs duplicates, never rows. Used by one thread.
 */
final class ResumeWindow {
  private final Deque<StoredMessage> stored;
  private boolean searching;
  private int covered;
  private int recognised;
  private long nextOffset;
  private long lastNumber;

  /**
   * Creates a window.
   *
   * @param stored the messages of this pipeline in the queue, in the order of the queue
   * @param nextOffset the offset after the last message already acknowledged
   * @param lastNumber the number of the last message already acknowledged
   */
  ResumeWindow(List<StoredMessage> stored, long nextOffset, long lastNumber) {
    this.stored = new ArrayDeque<>();
    this.nextOffset = nextOffset;
    this.lastNumber = lastNumber;
    long last = lastNumber;
    for (StoredMessage message : stored) {
      // A message that was sent twice or took effect late is in the queue twice; the copy has
      // nothing new.
      if (message.number() > last) {
        this.stored.add(message);
        last = message.number();
      }
    }
  }

  /**
   * Returns a window with an unknown beginning: the earlier sink was gone before it could save
   * where it began to write to this queue. The window begins with the message that has the first
   * change.
   *
   * @param stored the last messages of this pipeline in the queue
   */
  static ResumeWindow searching(List<StoredMessage> stored) {
    var window = new ResumeWindow(stored, QueueState.UNKNOWN, 0);
    window.searching = true;
    return window;
  }

  /**
   * Returns whether the queue already holds the change. Called for each change of the queue, in
   * order.
   */
  boolean holds(ChangeEvent change) {
    RowRange row = RowRange.of(change);
    if (searching) {
      searching = false;
      stored.removeIf(before(row));
    }
    StoredMessage message = stored.peek();
    if (message == null) {
      return false;
    }
    RowRange rows = message.rows();
    boolean follows = covered == 0 ? row.first() == rows.first() : row.first() > rows.first();
    boolean last = covered + 1 == rows.count();
    if (!row.event().equals(rows.event())
        || !follows
        || (last ? row.last() != rows.last() : row.last() >= rows.last())) {
      stored.clear();
      return false;
    }
    covered++;
    recognised++;
    if (last) {
      stored.remove();
      covered = 0;
      nextOffset = message.offset() + 1;
      lastNumber = message.number();
    }
    return true;
  }

  /**
   * Returns a filter for the messages before the one that begins with {@code row}; for all when
   * there is none.
   */
  private Predicate<StoredMessage> before(RowRange row) {
    long first =
        stored.stream()
            .filter(message -> message.rows().event().equals(row.event()))
            .filter(message -> message.rows().first() == row.first())
            .mapToLong(StoredMessage::offset)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    return message -> message.offset() < first;
  }

  /** Returns the offset of the last message. Allowed only while {@link #isOpen()}. */
  long lastOffset() {
    return stored.getLast().offset();
  }

  /** Returns whether changes may still be recognised. */
  boolean isOpen() {
    return !stored.isEmpty();
  }

  /** Returns whether the last recognised change is not the last of its message. */
  boolean isWithinMessage() {
    return covered > 0;
  }

  /** Returns the number of messages not yet recognised. */
  int remaining() {
    return stored.size();
  }

  /** Returns the number of recognised changes. */
  int recognised() {
    return recognised;
  }

  /** Returns the offset after the last completely recognised message. */
  long nextOffset() {
    return nextOffset;
  }

  /** Returns the number of the last completely recognised message. */
  long lastNumber() {
    return lastNumber;
  }
}
