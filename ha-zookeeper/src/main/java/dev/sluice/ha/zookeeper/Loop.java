package dev.sluice.ha.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which all decisions are taken: what is <em>confined to the loop</em> is touched
 * by no other and needs no lock. Thread-safe. Nothing on it may block.
 */
final class Loop {
  private static final Logger logger = System.getLogger(Loop.class.getName());

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread;

  Loop(String name) {
    thread = Thread.currentThread();
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs {@code task} after those before it; returns false if the loop has ended. */
  boolean execute(Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs {@code task} after {@code delay}, unless it is cancelled before or the loop ends. */
  Timer after(Duration delay, Runnable task) {
    try {
      var future = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Something that is to happen later. */
  @FunctionalInterface
  interface Timer {
    void cancel();
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Finishes what was handed in, drops what was to happen later, and ends. */
  void close() {
    executor.shutdown();
    if (isCurrent()) {
      return;
    }
    try {
      if (!executor.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.log(Level.WARNING, () -> thread.getName() + " did not end within " + LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        logger.log(Level.ERROR, "a step failed; the next tick takes it up again", e);
        if (e instanceof Error error) {
          throw error;
        }
      }
    };
  }
}
