package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.time.Durations;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The orders to the writing thread: pause, stop, and the end of a lease. The thread is interrupted
 * only where intended: in waits when asked to stop, anywhere within a term when its lease is
 * revoked, and anywhere at all when time is up. An interrupt without an order changes nothing.
 * Thread-safe.
 */
final class WriterControl {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final String pipeline;
  private final MonotonicClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean pauseRequested;
  // Guarded by lock for writing.
  private volatile boolean stopRequested;
  private volatile boolean forced;
  private volatile boolean revoked;
  private @Nullable Thread thread;
  private final Set<Thread> others = ConcurrentHashMap.newKeySet();
  private boolean waiting;
  private @Nullable Lease term;

  WriterControl(String pipeline, MonotonicClock clock) {
    this.pipeline = pipeline;
    this.clock = clock;
  }

  boolean isStopRequested() {
    return stopRequested;
  }

  /** Returns whether delivery is to pause. */
  boolean isPauseRequested() {
    return pauseRequested;
  }

  void requestPause(boolean pause) {
    pauseRequested = pause;
  }

  /** Returns whether the lease of the current term was revoked. */
  boolean isRevoked() {
    return revoked;
  }

  /** Makes the calling thread the writing thread. */
  void attach() {
    lock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code work} and meanwhile counts the calling thread as a thread of the pipeline. */
  void asOwnThread(Runnable work) {
    others.add(Thread.currentThread());
    try {
      work.run();
    } finally {
      others.remove(Thread.currentThread());
    }
  }

  /** Returns whether the end of the pipeline waits for the calling thread. */
  boolean isOwnThread() {
    lock.lock();
    try {
      return thread == Thread.currentThread() || others.contains(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the time for stopping is up. */
  boolean isForced() {
    return forced;
  }

  /** Asks the writer to stop; ends a {@link #waiting} call. */
  void requestStop() {
    lock.lock();
    try {
      stopRequested = true;
      if (waiting) {
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the term of {@code lease}, which is lost: nothing may continue in it. Returns whether it
   * is the current lease.
   */
  boolean revoke(Lease lease) {
    lock.lock();
    try {
      if (term != lease) {
        return false;
      }
      revoked = true;
      interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the writer, because the time for stopping is up. */
  void force() {
    lock.lock();
    try {
      stopRequested = true;
      forced = true;
      interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  void enterTerm(Lease lease) {
    lock.lock();
    try {
      term = lease;
      revoked = false;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the term; an interrupt meant for it does not reach later work. */
  void leaveTerm() {
    lock.lock();
    try {
      term = null;
      if (revoked) {
        Thread.interrupted();
      }
      revoked = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Obeys an order to end the term at once.
   *
   * @throws LeaseLostException if the lease was revoked
   * @throws StopException if time is up
   */
  void check() throws StopException {
    if (revoked) {
      throw new LeaseLostException("its lease was revoked");
    }
    if (forced) {
      throw new StopException();
    }
  }

  /** Does what {@link #check()} does, and obeys a request to stop. */
  void checkStop() throws StopException {
    check();
    if (stopRequested) {
      throw new StopException();
    }
  }

  /**
   * Obeys the order behind an interrupt. Returns when there is none: other code interrupted this
   * thread, which must not end a pipeline.
   */
  void interrupted() throws StopException {
    check();
    lock.lock();
    try {
      if (stopRequested && waiting) {
        throw new StopException();
      }
    } finally {
      lock.unlock();
    }
    logger.log(
        System.Logger.Level.DEBUG,
        () -> "pipeline " + pipeline + ": the writing thread was interrupted by other code");
  }

  /** Clears an interrupt without an order; to be called after code of the application. */
  void clearStrayInterrupt() {
    lock.lock();
    try {
      if (!revoked && !forced) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps for {@code duration}; a request to stop ends the sleep. */
  void sleep(Duration duration) throws Exception {
    long until = clock.nanoTime() + Durations.saturatedNanos(duration);
    long left = Durations.saturatedNanos(duration);
    while (left > 0) {
      long now = left;
      try {
        waiting(
            () -> {
              clock.sleep(now);
              return true;
            });
      } catch (InterruptedException e) {
        // Interrupted by other code; sleep for the remaining time.
      }
      left = until - clock.nanoTime();
    }
    checkStop();
  }

  /**
   * Runs a wait that ends early on a request to stop, on a revocation, and when the time for
   * stopping is up.
   *
   * @throws StopException if it was asked to stop before or meanwhile
   * @throws LeaseLostException if the lease was revoked before or meanwhile
   * @throws InterruptedException if an interrupt without an order ended it
   */
  <T> T waiting(Callable<T> wait) throws Exception {
    lock.lock();
    try {
      checkStop();
      waiting = true;
    } finally {
      lock.unlock();
    }
    try {
      return wait.call();
    } catch (InterruptedException e) {
      interrupted();
      throw e;
    } finally {
      lock.lock();
      try {
        waiting = false;
        if (stopRequested && !forced && !revoked) {
          // The interrupt was meant for the wait, which has ended.
          Thread.interrupted();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
