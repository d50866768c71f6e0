package dev.sluice.sink.rocketmq.internal.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages a broker has stored but not secured: its disk or its replica was late ({@code
 * FLUSH_DISK_TIMEOUT}, {@code FLUSH_SLAVE_TIMEOUT}, {@code SLAVE_NOT_AVAILABLE}). Sending them
 * again would duplicate them. They are secured once the broker confirms any message that it was
 * sent later, because it secures its log in order. Thread-safe.
 */
final class BrokerLedger {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Hold> holds = new ArrayList<>();
  private long answers;

  /** What tells whether a send begins after a message was held; to be given to the next calls. */
  long begin() {
    lock.lock();
    try {
      return answers;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that messages are stored and not secured; {@code secured} runs when they are. */
  void hold(String reason, Runnable secured) {
    lock.lock();
    try {
      holds.add(new Hold(++answers, reason, System.nanoTime(), secured));
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the broker secured messages whose sending began at {@code begun}. */
  void confirm(long begun) {
    List<Hold> secured = new ArrayList<>();
    lock.lock();
    try {
      holds.removeIf(hold -> hold.answer <= begun && secured.add(hold));
    } finally {
      lock.unlock();
    }
    secured.forEach(hold -> hold.secured.run());
  }

  /** Why messages have been held for longer than {@code nanos}; null when none have. */
  @Nullable String overdue(long nanos) {
    lock.lock();
    try {
      return holds.isEmpty() || System.nanoTime() - holds.get(0).since < nanos
          ? null
          : holds.get(0).reason;
    } finally {
      lock.unlock();
    }
  }

  private record Hold(long answer, String reason, long since, Runnable secured) {}
}
