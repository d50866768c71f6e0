package dev.towpath.waiting;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waiting for conditions. A limit ends the test of a product that is broken; it is generous,
 * because a wait ends as soon as its condition holds, and a slow machine is no fault. The system
 * property {@code towpath.test.patience} multiplies all limits; default 1.
 */
public final class Wait {
  private static final int PATIENCE = Integer.getInteger("towpath.test.patience", 1);
  private static final int POLL_MILLIS = 2;

  /** The limit of a wait: four minutes. */
  public static final Duration LIMIT = scaled(Duration.ofMinutes(4));

  /** The limit in seconds. */
  public static final long LIMIT_SECONDS = LIMIT.toSeconds();

  private Wait() {}

  /** A condition that is waited for. */
  @FunctionalInterface
  public interface Condition<E extends Exception> {
    /** Returns whether it is met. */
    boolean holds() throws E;
  }

  /** Returns a limit for a machine that is as slow as the system property says. */
  public static Duration scaled(Duration limit) {
    return limit.multipliedBy(PATIENCE);
  }

  /** Waits until a condition holds, and fails at {@link #LIMIT}. */
  public static <E extends Exception> void until(Condition<E> condition)
      throws E, InterruptedException {
    until("condition", condition);
  }

  /** Waits until a condition holds, and fails with what is missing at {@link #LIMIT}. */
  public static <E extends Exception> void until(String what, Condition<E> condition)
      throws E, InterruptedException {
    until(() -> what, condition);
  }

  /** Waits until a condition holds, and fails with what there is instead at {@link #LIMIT}. */
  public static <E extends Exception> void until(Supplier<String> what, Condition<E> condition)
      throws E, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        fail("not within " + LIMIT + ": " + what.get());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
