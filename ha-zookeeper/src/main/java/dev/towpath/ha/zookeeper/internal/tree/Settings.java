package dev.towpath.ha.zookeeper.internal.tree;

import dev.towpath.ha.zookeeper.state.ClaimDelay;
import java.time.Duration;

/** The settings of a {@code ZooKeeperHa}. Immutable. */
public record Settings(
    String connectString,
    Paths paths,
    Duration sessionTimeout,
    String address,
    String node,
    CanalSettings canal,
    Duration commitInterval,
    Duration closeTimeout,
    Duration stuckAfter,
    Acls acls,
    ClaimDelay claimDelay,
    Security security) {

  /** Returns the id of canal's client that the positions belong to. */
  public int clientId() {
    return canal.clientId();
  }

  /** Returns the session timeout to request, in milliseconds. */
  public int sessionTimeoutMillis() {
    return Math.toIntExact(sessionTimeout.toMillis());
  }

  /** Returns the path of the client's cursor of the destination. */
  public String cursor(String destination) {
    return paths.cursor(destination, clientId());
  }
}
