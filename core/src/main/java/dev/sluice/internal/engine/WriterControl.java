package dev.sluice.internal.engine;

import dev.sluice.coordination.Lease;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.internal.time.Durations;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The orders to the writing thread: pause, stop, and the end of a lease. Interrupts the thread
 * exactly where that is meant: in waits when asked to stop, anywhere within a term when its lease
 * is revoked, and anywhere at all when time is up. An interrupt without an order changes nothing.
 * Thread-safe.
 */
final class WriterControl {
  private static final System.Logger logger = System.getLogger(WriterControl.class.getName());

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

  /** Whether delivery is to rest. */
  boolean isPauseRequested() {
    return pauseRequested;
  }

  void requestPause(boolean pause) {
    pauseRequested = pause;
  }

  /** Whether the lease of the current term was revoked. */
  boolean isRevoked() {
    return revoked;
  }

  /** The calling thread is the writing thread. */
  void attach() {
    lock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread works for the pipeline, too, as long as it runs {@code work}. */
  void asOwnThread(Runnable work) {
    others.add(Thread.currentThread());
    try {
      work.run();
    } finally {
      others.remove(Thread.currentThread());
    }
  }

  /** Whether the calling thread is one that the end of the pipeline waits for. */
  boolean isOwnThread() {
    lock.lock();
    try {
      return thread == Thread.currentThread() || others.contains(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /** Whether the time for stopping is up. */
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

  /** {@code lease} is gone: nothing may go on in its term. Says whether it is the current one. */
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

  /** Time is up. */
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

  /** Leaves the term; an interrupt meant for it does not reach what follows. */
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

  /** As {@link #check()}, and obeys a request to stop. */
  void checkStop() throws StopException {
    check();
    if (stopRequested) {
      throw new StopException();
    }
  }

  /**
   * Obeys the order behind an interrupt. Returns when there is none: some code on this thread
   * interrupted it on its own account, which must not end a pipeline.
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

  /** Clears an interrupt that nobody ordered; to be called after code of the application. */
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

  /** Sleeps until {@code duration} is over; a request to stop ends it. */
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
        // By other code; what is left is slept.
      }
      left = until - clock.nanoTime();
    }
    checkStop();
  }

  /**
   * Runs a wait that a request to stop, a revocation and the end of the time for stopping end.
   *
   * @throws StopException if it was asked to stop before or meanwhile
   * @throws LeaseLostException if the lease was revoked before or meanwhile
   * @throws InterruptedException if it was ended by an interrupt that nobody ordered
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
          // Meant for the wait, which has ended.
          Thread.interrupted();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
