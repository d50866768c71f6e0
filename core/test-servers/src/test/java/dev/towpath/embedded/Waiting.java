package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits of the tests of this package. */
final class Waiting {
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private Waiting() {}

  /**
   * Waits until {@code condition} holds; fails with {@code expectation} if it does not within three
   * minutes.
   */
  static void until(String expectation, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        fail(expectation + ", but not within " + DEADLINE);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Returns whether the process has ended; a zombie has. */
  static boolean isGone(long pid) {
    if (ProcessHandle.of(pid).isEmpty()) {
      return true;
    }
    Path status = Path.of("/proc/" + pid + "/status");
    try {
      return Files.exists(status) && Files.readString(status).contains("State:\tZ");
    } catch (IOException e) {
      // It ended between the two steps; otherwise it is alive.
      if (ProcessHandle.of(pid).isEmpty()) {
        return true;
      }
      throw new UncheckedIOException(e);
    }
  }
}
