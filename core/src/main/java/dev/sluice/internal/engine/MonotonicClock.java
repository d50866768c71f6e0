package dev.sluice.internal.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * The passing of time as the writing thread measures it and waits for it. Thread-safe. Tests
 * replace it by one in which time passes only while a thread waits.
 */
interface MonotonicClock {
  /** The clock of the JVM. */
  MonotonicClock SYSTEM = new SystemClock();

  /** A number of nanoseconds that is meaningful only in comparison with another. */
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
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    public long await(Condition condition, long nanos) throws InterruptedException {
      return condition.awaitNanos(nanos);
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
