package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.state.ClaimDelay;
import java.time.Duration;

/**
 * A claim delay that grows with the number of led destinations. Immutable.
 *
 * @param perDestination the delay for each destination that the instance already leads
 * @param most the upper bound of the delay
 */
public record SpreadDelay(Duration perDestination, Duration most) implements ClaimDelay {
  public static final SpreadDelay DEFAULT =
      new SpreadDelay(Duration.ofMillis(25), Duration.ofMillis(500));

  /**
   * Returns how long an instance that leads {@code leading} destinations gives precedence to the
   * others.
   */
  @Override
  public Duration before(String destination, int leading) {
    // Both are at most a century, and there are fewer than four billion destinations.
    return WaitTimes.least(perDestination.multipliedBy(leading), most);
  }
}
