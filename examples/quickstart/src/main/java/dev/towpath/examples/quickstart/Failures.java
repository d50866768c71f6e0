package dev.towpath.examples.quickstart;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The first failure of background work, which ends all waits. */
final class Failures {
  private static final long POLL_MILLIS = 20;

  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  /** Reports a failure; all but the first are ignored. */
  void report(Throwable failure) {
    first.compareAndSet(null, failure);
  }

  /**
   * Waits until {@code done}.
   *
   * @param what the awaited condition, as in "timed out waiting for ..."
   * @param meanwhile called repeatedly during the wait
   * @throws TimeoutException if it takes longer than {@code atMost}
   * @throws IllegalStateException with a failure reported before or during the wait
   */
  void await(String what, Duration atMost, Runnable meanwhile, BooleanSupplier done)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      check();
      if (done.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "timed out after " + atMost.toSeconds() + " s waiting for " + what);
      }
      meanwhile.run();
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * Throws the reported failure, if there is one.
   *
   * @throws IllegalStateException with the failure as its cause
   */
  void check() {
    Throwable failure = first.get();
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
  }
}
