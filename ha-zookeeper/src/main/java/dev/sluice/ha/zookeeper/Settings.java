package dev.sluice.ha.zookeeper;

import java.time.Duration;

/** What a {@link ZooKeeperHa} was built with. Immutable. */
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

  /** Which of canal's clients the positions belong to. */
  int clientId() {
    return canal.clientId();
  }

  /** The session timeout to ask for, in milliseconds. */
  int sessionTimeoutMillis() {
    return Math.toIntExact(sessionTimeout.toMillis());
  }

  /** The client's cursor of the destination. */
  String cursor(String destination) {
    return paths.cursor(destination, clientId());
  }
}
