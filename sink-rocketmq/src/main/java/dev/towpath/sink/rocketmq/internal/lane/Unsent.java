package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The messages of a batch that are not yet sent, cut into requests of a size that the broker
 * accepts. Used by one thread.
 */
final class Unsent {
  /** The smallest size, in bytes, to which requests are cut because of a timeout. */
  private static final long MIN_PACE = 16 << 10;

  private final long batchBytes;
  private Deque<Outgoing> left = new ArrayDeque<>();
  private long maxBytes = Long.MAX_VALUE;

  /** The size of a request after one timed out; it doubles with each answer. */
  private long pace = Long.MAX_VALUE;

  private boolean singles;

  /**
   * Creates an empty batch.
   *
   * @param batchBytes the size of a batch; from there on requests are no longer cut because of
   *     timeouts
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

  /**
   * Returns the messages of the next request: all, unless requests as large were refused or too
   * slow.
   */
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

  /** Makes requests smaller, because the last one timed out. */
  void tooSlow() {
    pace = Math.max(MIN_PACE, sizeOf(next()) / 2);
  }

  /**
   * Makes requests smaller, because the broker refused the last one. Returns false if it cannot be
   * cut.
   */
  boolean tooLarge() {
    List<Outgoing> refused = next();
    if (refused.size() == 1) {
      return false;
    }
    maxBytes = sizeOf(refused) / 2;
    return true;
  }

  /** Switches to single messages. Returns false if the last request had only one. */
  boolean oneByOne() {
    if (singles || next().size() == 1) {
      return false;
    }
    singles = true;
    return true;
  }

  /** Returns whether {@code stored} is one of the messages. */
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

  /** Puts messages before the remaining ones. */
  void putBack(List<Outgoing> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      left.addFirst(messages.get(i));
    }
  }
}
