package dev.towpath.sink.rocketmq.internal.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a broker has stored but not secured, because its disk or its replica was late
 * ({@code FLUSH_DISK_TIMEOUT}, {@code FLUSH_SLAVE_TIMEOUT}, {@code SLAVE_NOT_AVAILABLE}). Sending
 * them again would duplicate them. They are secured once the broker confirms any message sent
 * later, because it secures its log in order. Thread-safe.
 */
final class UnsecuredMessages {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Hold> holds = new ArrayDeque<>();
  private final String broker;
  private final UnsecuredBrokers brokers;
  private long answers;

  /**
   * Creates an empty set.
   *
   * @param broker the broker of the messages
   * @param brokers updated when the first message is held and when none is held any more
   */
  UnsecuredMessages(String broker, UnsecuredBrokers brokers) {
    this.broker = broker;
    this.brokers = brokers;
  }

  /**
   * Marks the beginning of a send, for {@link #confirm}. The send does not secure messages held
   * later.
   */
  long begin() {
    lock.lock();
    try {
      return answers;
    } finally {
      lock.unlock();
    }
  }

  /** Records that the messages of a lane up to {@code number} are stored and not secured. */
  void hold(String reason, Lane lane, long number) {
    lock.lock();
    try {
      brokers.add(broker, reason);
      holds.add(new Hold(++answers, reason, System.nanoTime(), lane, number));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records that the messages of a lane up to {@code number} were found in the queue after their
   * answer was lost. They count as confirmed, unless the broker is known not to secure what it
   * stores.
   */
  void found(Lane lane, long number) {
    lock.lock();
    try {
      @Nullable String answer = brokers.answerOf(broker);
      if (answer == null) {
        lane.confirm(number);
      } else {
        hold(answer, lane, number);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Confirms messages held before a send that began at {@code begun} and is now secured. */
  void confirm(long begun) {
    lock.lock();
    try {
      while (!holds.isEmpty() && holds.getFirst().answer <= begun) {
        Hold hold = holds.getFirst();
        hold.lane.confirm(hold.number);
        holds.removeFirst();
      }
      if (holds.isEmpty()) {
        brokers.remove(broker);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the messages of a lane, because the broker lost them before it secured them. */
  void forget(Lane lane) {
    lock.lock();
    try {
      holds.removeIf(hold -> hold.lane == lane);
    } finally {
      lock.unlock();
    }
  }

  /** Returns why messages have been held for longer than {@code nanos}; null when none have. */
  @Nullable String overdue(long nanos) {
    lock.lock();
    try {
      return holds.isEmpty() || System.nanoTime() - holds.getFirst().since < nanos
          ? null
          : holds.getFirst().reason;
    } finally {
      lock.unlock();
    }
  }

  private record Hold(long answer, String reason, long since, Lane lane, long number) {}
}
