package dev.towpath.internal.engine;

import java.time.Duration;

/**
 * A counter of displacements by another reader with the same server id. Two such readers end each
 * other's dump: each connects, works, and is displaced again. Counted as failures in a row, that
 * happens less and less often. Used by one thread.
 */
final class DuplicateReaderBackoff {
  /** Longer than the pause of a policy between two attempts. */
  private static final long FORGOTTEN_NANOS = Duration.ofMinutes(5).toNanos();

  private int times;
  private long lastNanos;

  /** Records a displacement and returns how many came before it in a row. */
  int displaced(long nowNanos) {
    boolean again = times > 0 && nowNanos - lastNanos < FORGOTTEN_NANOS;
    int before = again ? times : 0;
    times = before + 1;
    lastNanos = nowNanos;
    return before;
  }
}
