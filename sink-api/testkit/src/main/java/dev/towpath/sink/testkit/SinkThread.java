package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The one thread on which a pipeline calls its sink, with a time limit per call. */
final class SinkThread {
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            var created = new Thread(task, "sink-contract");
            created.setDaemon(true);
            thread.set(created);
            return created;
          });

  /** The outcome of a call that may be interrupted. */
  record Outcome(@Nullable Exception failure, boolean interrupted) {

    void assertInterruptKept() {
      if (!interrupted) {
        assertInstanceOf(
            InterruptedException.class, failure, "the interrupt is gone, and this is thrown");
      }
    }
  }

  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  void run(String what, Duration limit, Action action) throws Exception {
    call(
        what,
        limit,
        () -> {
          action.run();
          return true;
        });
  }

  <T> T call(String what, Duration limit, Callable<T> action) throws Exception {
    return await(
        what,
        limit,
        executor.submit(
            () -> {
              long begun = System.nanoTime();
              T result = action.call();
              // On a busy machine the waiting thread may look too late to see it.
              if (System.nanoTime() - begun > limit.toNanos()) {
                throw stuck(what, limit);
              }
              return result;
            }));
  }

  Future<Outcome> start(Action action) {
    return executor.submit(
        () -> {
          try {
            action.run();
            return new Outcome(null, Thread.interrupted());
          } catch (Exception e) {
            return new Outcome(e, Thread.interrupted());
          }
        });
  }

  <T> T await(String what, Duration limit, Future<T> future) throws Exception {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw stuck(what, limit);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof AssertionError late) {
        throw late;
      }
      throw e;
    }
  }

  private AssertionError stuck(String what, Duration limit) {
    var error = new AssertionError(what + " did not end within " + limit + "; its thread is here");
    Thread running = thread.get();
    if (running != null) {
      error.setStackTrace(running.getStackTrace());
    }
    return error;
  }

  void interrupt() {
    Thread running = thread.get();
    if (running != null) {
      running.interrupt();
    }
  }

  void stop() {
    executor.shutdownNow();
  }
}
