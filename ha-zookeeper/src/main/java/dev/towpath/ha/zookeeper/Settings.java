package dev.towpath.ha.zookeeper;

import java.time.Duration;

/** The settings of a {@code ZooKeeperHa}. Immutable. */
record Settings(
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
  int clientId() {
    return canal.clientId();
  }

  /** Returns the session timeout to request, in milliseconds. */
  int sessionTimeoutMillis() {
    return Math.toIntExact(sessionTimeout.toMillis());
  }

  /** Returns the path of the client's cursor of the destination. */
  String cursor(String destination) {
    return paths.cursor(destination, clientId());
  }
}
