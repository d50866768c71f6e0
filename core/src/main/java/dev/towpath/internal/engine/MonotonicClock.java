package dev.towpath.internal.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A monotonic clock by which the writing thread measures time and waits. Thread-safe. Tests replace
 * it by one in which time passes only while a thread waits.
 */
interface MonotonicClock {
  /** The clock of the JVM. */
  MonotonicClock SYSTEM = new SystemClock();

  /** Returns a number of nanoseconds that is meaningful only in comparison with another. */
  long nanoTime();

  /** Waits for a signal of {@code condition}, whose lock is held, for at most {@code nanos}. */
  long await(Condition condition, long nanos) throws InterruptedException;

  /** Waits for {@code nanos}. */
  void sleep(long nanos) throws InterruptedException;

  /** The clock of the JVM. */
  final class SystemClock implements MonotonicClock {
    private SystemClock() {}

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    public long await(Condition condition, long nanos) throws InterruptedException {
      return condition.awaitNanos(nanos);
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
