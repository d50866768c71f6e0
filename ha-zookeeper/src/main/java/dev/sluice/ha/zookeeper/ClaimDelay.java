package dev.sluice.ha.zookeeper;

import java.time.Duration;

/**
 * How long an instance waits before it claims a destination that nobody runs: of all candidates the
 * one that waits least becomes its leader. Decides how destinations are spread over the instances,
 * or which instance a destination prefers; it is not asked for what is led already, which is never
 * given up. Must be thread-safe if several {@link ZooKeeperHa} share it.
 */
@FunctionalInterface
public interface ClaimDelay {

  /**
   * The delay, to which up to 20 ms are added at random; by so much the takeover takes longer.
   * Asked when the destination becomes vacant, and again when the delay is over, since {@code
   * leading} may have grown. Called on the thread that talks to ZooKeeper: it must return at once.
   * What it throws is logged and taken for zero, as is a negative delay.
   *
   * @param destination the vacant destination
   * @param leading how many destinations the instance leads already, claims under way included
   */
  Duration before(String destination, int leading);
}
