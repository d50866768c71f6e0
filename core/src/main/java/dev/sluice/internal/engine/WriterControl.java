package dev.sluice.internal.engine;

import dev.sluice.coordination.Lease;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the writing thread exactly where that is meant: in waits when asked to stop, anywhere
 * within a term when its lease is revoked, and anywhere at all when time is up. Thread-safe.
 */
final class WriterControl {
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean pauseRequested;
  // Guarded by lock for writing.
  private volatile boolean stopRequested;
  private volatile boolean revoked;
  private @Nullable Thread thread;
  private boolean waiting;
  private @Nullable Lease term;

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

  /** {@code lease} is gone: nothing may go on in its term. */
  void revoke(Lease lease) {
    lock.lock();
    try {
      if (term == lease) {
        revoked = true;
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Time is up. */
  void force() {
    lock.lock();
    try {
      stopRequested = true;
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
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps until {@code duration} is over or somebody asks to stop. */
  void sleep(Duration duration) throws Exception {
    waiting(
        () -> {
          TimeUnit.NANOSECONDS.sleep(duration.toNanos());
          return true;
        });
  }

  /** Runs a wait that a request to stop ends by an interrupt. */
  <T> T waiting(Callable<T> wait) throws Exception {
    lock.lock();
    try {
      if (stopRequested) {
        throw new InterruptedException("stop was requested");
      }
      waiting = true;
    } finally {
      lock.unlock();
    }
    try {
      return wait.call();
    } finally {
      lock.lock();
      try {
        waiting = false;
      } finally {
        lock.unlock();
      }
    }
  }
}
