package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A fault of a plan. Immutable.
 *
 * @param number its number, from 1
 * @param fault what goes wrong
 * @param time how long it lasts, apart from what starting servers takes
 * @param neighbour whom an application is cut off from, where that is the fault
 * @param choice what else there is to choose, at least 0
 * @param calm whether the stream has to flow again before the next one
 */
record Step(int number, Fault fault, Duration time, Neighbour neighbour, int choice, boolean calm) {
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
    return calm && TAKEOVERS.contains(fault);
  }

  @Override
  public String toString() {
    return "%d %s%s %d ms, choice %d%s"
        .formatted(
            number,
            fault,
            fault.isOfNetwork() ? " to " + neighbour : "",
            time.toMillis(),
            choice,
            calm ? "" : ", no calm");
  }
}
