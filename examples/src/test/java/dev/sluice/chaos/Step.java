package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
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
  /** Waits; how long a fault lasts is part of it. */
  static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
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
