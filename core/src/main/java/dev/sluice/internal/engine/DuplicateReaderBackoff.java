package dev.sluice.internal.engine;

import java.time.Duration;

/**
 * The count of displacements by another reader of the same identity. Two such readers end each
 * other's dump: each connects, works, and is displaced again. Counted as failures in a row, that
 * happens less and less often. Used by one thread.
 */
final class DuplicateReaderBackoff {
  /** Longer than a policy pauses between two attempts. */
  private static final long FORGOTTEN_NANOS = Duration.ofMinutes(5).toNanos();

  private int times;
  private long lastNanos;

  /** How often it happened before, in a row. */
  int displaced(long nowNanos) {
    boolean again = times > 0 && nowNanos - lastNanos < FORGOTTEN_NANOS;
    int before = again ? times : 0;
    times = before + 1;
    lastNanos = nowNanos;
    return before;
  }
}
