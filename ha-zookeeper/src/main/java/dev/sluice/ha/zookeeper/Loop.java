package dev.sluice.ha.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The one thread on which all decisions are taken: what is <em>confined to the loop</em> is touched
 * by no other and needs no lock. Thread-safe. Nothing on it may block.
 */
final class Loop {
  private static final Logger logger = System.getLogger(Loop.class.getName());

  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** How often it is asked whether the loop still runs for which something waits. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor executor;
  private final Guardian guardian;
  private volatile Thread thread;

  Loop(String name, Guardian guardian) {
    this.guardian = guardian;
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

  /** The owner of a loop; called on it. */
  interface Guardian {
    /**
     * A task threw, and what it left half done has to be made safe. The loop goes on, unless this
     * throws, too.
     */
    void failed(Throwable failure);

    /** The loop runs nothing more; those that wait for it have to be told. */
    void died(Throwable failure);
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
      long nanos = Durations.capped(delay).toNanos();
      var future = executor.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Runs {@code task} now and after each {@code pause}, also when it throws. */
  @SuppressWarnings("FutureReturnValueIgnored") // a guarded task never throws
  void every(Duration pause, Runnable task) {
    executor.scheduleWithFixedDelay(guarded(task), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Something that is to happen later. */
  @FunctionalInterface
  interface Timer {
    void cancel();
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Waits for a result that a task of this loop gives; not on the loop.
   *
   * @param isPossible asked now and then whether the result may still come
   * @param ended gives what to throw when it cannot come, because of that or since the loop ended
   */
  <T> T await(
      CompletableFuture<T> result,
      BooleanSupplier isPossible,
      Supplier<? extends RuntimeException> ended)
      throws InterruptedException, ExecutionException {
    while (true) {
      boolean mayCome = !executor.isTerminated() && isPossible.getAsBoolean();
      try {
        return result.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (!mayCome) {
          throw ended.get();
        }
      }
    }
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

  /** Gives up: nothing can be done on this loop any more. Called on the loop. */
  void die(Throwable failure) {
    executor.shutdown();
    try {
      guardian.died(failure);
    } catch (Throwable again) {
      logger.log(Level.ERROR, thread.getName() + " died and could not be cleaned up", again);
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        failed(e);
      }
    };
  }

  private void failed(Throwable failure) {
    try {
      guardian.failed(failure);
    } catch (Throwable again) {
      if (again != failure) {
        failure.addSuppressed(again);
      }
      die(failure);
    }
  }
}
