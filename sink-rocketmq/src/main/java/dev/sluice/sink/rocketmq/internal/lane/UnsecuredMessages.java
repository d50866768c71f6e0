package dev.sluice.sink.rocketmq.internal.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages a broker has stored but not secured: its disk or its replica was late ({@code
 * FLUSH_DISK_TIMEOUT}, {@code FLUSH_SLAVE_TIMEOUT}, {@code SLAVE_NOT_AVAILABLE}). Sending them
 * again would duplicate them. They are secured once the broker confirms any message that it was
 * sent later, because it secures its log in order. Thread-safe.
 */
final class UnsecuredMessages {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Hold> holds = new ArrayDeque<>();
  private final String broker;
  private final UnsecuredBrokers brokers;
  private long answers;

  /**
   * @param broker the broker of the messages
   * @param brokers told when messages are held, and when none are any more
   */
  UnsecuredMessages(String broker, UnsecuredBrokers brokers) {
    this.broker = broker;
    this.brokers = brokers;
  }

  /** Marks the beginning of a send, for {@link #confirm}: a later hold is not secured by it. */
  long begin() {
    lock.lock();
    try {
      return answers;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the messages of a lane up to {@code number} are stored and not secured. */
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
   * Notes that the messages of a lane up to {@code number} were found in the queue, their answer
   * being lost. They count as confirmed, unless the broker is known not to secure what it stores.
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

  /** Confirms what was held before a send that began at {@code begun} and is secured now. */
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

  /** Forgets the messages of a lane, which the broker lost before it secured them. */
  void forget(Lane lane) {
    lock.lock();
    try {
      holds.removeIf(hold -> hold.lane == lane);
    } finally {
      lock.unlock();
    }
  }

  /** The reason why messages have been held for longer than {@code nanos}; null when none have. */
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
