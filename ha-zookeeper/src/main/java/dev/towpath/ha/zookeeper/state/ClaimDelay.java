package dev.towpath.ha.zookeeper.state;

import java.time.Duration;

/**
 * The delay before an instance claims a vacant destination; the shortest delay wins. It spreads
 * destinations over the instances, or lets a destination prefer an instance. It does not apply to
 * destinations that have a leader, which no instance gives up for it. Must be thread-safe if
 * several {@code ZooKeeperHa} share it.
 */
@FunctionalInterface
public interface ClaimDelay {

  /**
   * Returns the delay, which prolongs the takeover; up to 20 ms are added at random. Called when
   * the destination becomes vacant and again after the delay, because {@code leading} may have
   * grown. Called on the thread that talks to ZooKeeper: it must return at once. An exception is
   * logged and counts as zero; a negative delay counts as zero, too.
   *
   * @param destination the vacant destination
   * @param leading how many destinations the instance already leads or is claiming
   */
  Duration before(String destination, int leading);
}
