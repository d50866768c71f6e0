package dev.sluice.ha.zookeeper;

import java.time.Duration;

/**
 * How destinations are spread over the instances: who leads more waits longer before it claims
 * another one. Immutable.
 *
 * @param perDestination how much longer for each destination it leads already
 * @param most how long at most
 */
record Spread(Duration perDestination, Duration most) {
  static final Spread DEFAULT = new Spread(Duration.ofMillis(25), Duration.ofMillis(500));

  /** How long an instance that leads {@code destinations} leaves the others the first move. */
  Duration delay(int destinations) {
    Duration delay = perDestination.multipliedBy(destinations);
    return delay.compareTo(most) > 0 ? most : delay;
  }
}
