package dev.sluice.internal.engine;

import java.time.Duration;

/**
 * Two readers of the same identity end each other's dump: each connects, works, and is displaced
 * again. Counts that as failures in a row, so that they do it ever less often. Used by one thread.
 */
final class Rivalry {
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
