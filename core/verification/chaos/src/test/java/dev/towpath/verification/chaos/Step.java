package dev.towpath.verification.chaos;

import dev.towpath.verification.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan. Immutable.
 *
 * @param number its number, from 1
 * @param fault the fault
 * @param time its duration, without the start of servers
 * @param neighbour the neighbour whose links fail, for such faults
 * @param choice a number for other choices, at least 0
 * @param calm whether the stream has to flow again before the next step
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

  /** Sleeps for the duration of a fault. */
  static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Returns whether it is only a change of leadership, whose duration is measured. */
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
