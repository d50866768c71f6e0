package dev.sluice.ha.zookeeper;

import java.time.Duration;

/**
 * How destinations are spread over the instances: who leads more waits longer before it claims
 * another one. Immutable.
 *
 * @param perDestination how much longer for each destination it leads already
 * @param most how long at most
 */
record SpreadDelay(Duration perDestination, Duration most) implements ClaimDelay {
  static final SpreadDelay DEFAULT = new SpreadDelay(Duration.ofMillis(25), Duration.ofMillis(500));

  /** How long an instance that leads {@code leading} leaves the others the first move. */
  @Override
  public Duration before(String destination, int leading) {
    // Both are at most a century, and there are fewer than four billion destinations.
    return Durations.least(perDestination.multipliedBy(leading), most);
  }
}
