package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import dev.sluice.sink.rocketmq.internal.message.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The messages of a batch that are still to be sent, cut into requests that the broker takes. Used
 * by one thread.
 */
final class Unsent {
  /** Requests are not made smaller than this because of their time, in bytes. */
  private static final long MIN_PACE = 16 << 10;

  private final long batchBytes;
  private Deque<Outgoing> left = new ArrayDeque<>();
  private long maxBytes = Long.MAX_VALUE;

  /** How much goes into a request after one was not answered in time; doubles with each answer. */
  private long pace = Long.MAX_VALUE;

  private boolean singles;

  /**
   * @param batchBytes the size of a batch, at which a request is not cut any more because of time
   */
  Unsent(long batchBytes) {
    this.batchBytes = batchBytes;
  }

  void load(List<Outgoing> batch) {
    left = new ArrayDeque<>(batch);
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  int size() {
    return left.size();
  }

  Outgoing first() {
    return left.getFirst();
  }

  /** The messages of the next request: all, unless requests as large were refused or too slow. */
  List<Outgoing> next() {
    List<Outgoing> request = new ArrayList<>(left.size());
    long most = Math.min(maxBytes, pace);
    long bytes = 0;
    for (Outgoing message : left) {
      bytes += message.size();
      if (!request.isEmpty() && (singles || bytes > most)) {
        break;
      }
      request.add(message);
    }
    return request;
  }

  static long sizeOf(List<Outgoing> messages) {
    return messages.stream().mapToLong(Outgoing::size).sum();
  }

  /** Removes the messages of a request that was answered. */
  void answered(int messages) {
    for (int i = 0; i < messages; i++) {
      left.removeFirst();
    }
    pace = pace > batchBytes ? Long.MAX_VALUE : 2 * pace;
  }

  /** Makes requests smaller, because the last one was not answered in time. */
  void tooSlow() {
    pace = Math.max(MIN_PACE, sizeOf(next()) / 2);
  }

  /** Makes requests smaller, because the broker refused the last one; false if it cannot be cut. */
  boolean tooLarge() {
    List<Outgoing> refused = next();
    if (refused.size() == 1) {
      return false;
    }
    maxBytes = sizeOf(refused) / 2;
    return true;
  }

  /** Sends messages one by one from now on; false if the last request was a single one already. */
  boolean oneByOne() {
    if (singles || next().size() == 1) {
      return false;
    }
    singles = true;
    return true;
  }

  /** Whether {@code stored} is one of the messages. */
  boolean holds(StoredMessage stored) {
    return left.stream().anyMatch(message -> message.isStoredAs(stored));
  }

  /** Removes the messages up to {@code number}, which are stored, and returns them. */
  List<Outgoing> removeUpTo(long number) {
    List<Outgoing> removed = new ArrayList<>();
    while (!left.isEmpty() && left.getFirst().number() <= number) {
      removed.add(left.removeFirst());
    }
    return removed;
  }

  /** Puts messages before those that are left. */
  void putBack(List<Outgoing> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      left.addFirst(messages.get(i));
    }
  }
}
