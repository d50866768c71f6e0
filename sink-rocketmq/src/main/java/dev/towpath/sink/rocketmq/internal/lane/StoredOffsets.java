package dev.towpath.sink.rocketmq.internal.lane;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The offsets of the stored messages of one queue, by their numbers. Adjacent messages share one
 * entry, so a queue with one writer has a single entry. Guarded by the lock of its lane.
 */
final class StoredOffsets {
  private final Deque<Run> runs = new ArrayDeque<>();

  /**
   * Records that consecutive messages are stored next to each other. A message that was recorded
   * before has moved, because the broker had lost it.
   *
   * @param first the number of the first message
   * @param last the number of the last message
   * @param end the offset after the last message
   */
  void add(long first, long last, long end) {
    while (!runs.isEmpty() && runs.getLast().first >= first) {
      runs.removeLast();
    }
    Run before = runs.peekLast();
    if (before != null && before.last >= first) {
      runs.removeLast();
      before = new Run(before.first, first - 1, before.end - (before.last - first + 1));
      runs.add(before);
    }
    boolean follows =
        before != null && before.last + 1 == first && before.end + (last - first + 1) == end;
    if (before != null && follows) {
      runs.removeLast();
      runs.add(new Run(before.first, last, end));
    } else {
      runs.add(new Run(first, last, end));
    }
  }

  /**
   * Returns the offset after a stored message, and forgets earlier messages.
   *
   * @throws IllegalStateException if the message is unknown
   */
  long after(long number) {
    while (!runs.isEmpty() && runs.getFirst().last < number) {
      runs.removeFirst();
    }
    Run run = runs.peekFirst();
    if (run == null || run.first > number) {
      throw new IllegalStateException(
          "message " + number + " is confirmed, and its offset is not known: " + runs);
    }
    return run.end - (run.last - number);
  }

  /**
   * Consecutive messages stored next to each other; {@code end} is the offset after the last one.
   */
  private record Run(long first, long last, long end) {}
}
