package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a plan. Immutable.
 *
 * @param number its number, from 1
 * @param fault what goes wrong
 * @param time how long it lasts, apart from what starting servers takes
 * @param neighbour whom an application is cut off from, where that is the fault
 * @param choice what else there is to choose, at least 0
 * @param calm whether the stream has to flow again before the next one
 * @param companion a fault of another part that strikes at the same time, or null
 */
record Step(
    int number,
    Fault fault,
    Duration time,
    Neighbour neighbour,
    int choice,
    boolean calm,
    @Nullable Step companion) {
  private static final Set<Fault> TAKEOVERS =
      EnumSet.of(Fault.KILL_ACTIVE, Fault.FREEZE_ACTIVE, Fault.STOP_ACTIVE, Fault.HAND_OVER);

  /** Waits; how long a fault lasts is part of it. */
  static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Whether it is a change of leadership by itself, whose time is taken. */
  boolean isTakeover() {
    return calm && companion == null && TAKEOVERS.contains(fault);
  }

  @Override
  public String toString() {
    String words =
        "%d %s%s %d ms, choice %d"
            .formatted(
                number,
                fault,
                fault.part() == Fault.Part.NETWORK ? " to " + neighbour : "",
                time.toMillis(),
                choice);
    return words + (companion == null ? "" : " with " + companion) + (calm ? "" : ", no calm");
  }
}
