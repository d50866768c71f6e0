package dev.towpath.ha.zookeeper.internal.loop;

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
 * The single thread that makes all decisions. Objects <em>confined to the loop</em> are used by no
 * other thread and need no lock. Thread-safe. Tasks must not block.
 */
public final class Loop {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** The interval at which waiting callers check that the loop still runs. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor executor;
  private final Guardian guardian;
  private volatile Thread thread;

  public Loop(String name, Guardian guardian) {
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
  public interface Guardian {
    /**
     * Makes the half-done work of a task that threw safe. The loop continues unless this throws,
     * too.
     */
    void failed(Throwable failure);

    /** Tells all waiting callers that the loop runs no more tasks. */
    void died(Throwable failure);
  }

  /** Runs {@code task} after earlier tasks; returns false if the loop has ended. */
  public boolean execute(Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs {@code task} after {@code delay}, unless it is cancelled before or the loop ends. */
  public Timer after(Duration delay, Runnable task) {
    try {
      long nanos = WaitTimes.capped(delay).toNanos();
      var future = executor.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Runs {@code task} now and after each {@code pause}, also when it throws. */
  @SuppressWarnings("FutureReturnValueIgnored") // a guarded task never throws
  public void every(Duration pause, Runnable task) {
    executor.scheduleWithFixedDelay(guarded(task), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A scheduled task. */
  @FunctionalInterface
  public interface Timer {
    void cancel();
  }

  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Waits for the result of a task of this loop; must not be called on the loop.
   *
   * @param isPossible called periodically: whether the result may still come
   * @param ended supplies the exception if the result cannot come, or the loop has ended
   */
  public <T> T await(
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

  /** Finishes submitted tasks, drops scheduled ones, and ends. */
  public void close() {
    executor.shutdown();
    if (isCurrent()) {
      return;
    }
    try {
      if (!executor.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        Log.LOGGER.log(Level.WARNING, () -> thread.getName() + " did not end within " + LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the loop after a failure that leaves no way to continue. Called on the loop. */
  public void die(Throwable failure) {
    executor.shutdown();
    try {
      guardian.died(failure);
    } catch (Throwable again) {
      Log.LOGGER.log(Level.ERROR, thread.getName() + " died and could not be cleaned up", again);
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
