package dev.towpath.ha.zookeeper.internal.tree;

import org.apache.zookeeper.common.PathUtils;
import org.jspecify.annotations.Nullable;

/**
 * The paths of all nodes. The tree below {@code destinations} and {@code cluster} is canal's. Nodes
 * unknown to canal are below {@code ha}, where canal's runbooks do not touch them.
 *
 * @param root the common root, {@code /otter/canal} in canal
 */
public record Paths(String root) {

  /** Returns the parent of our own nodes. */
  public String ha() {
    return root + "/ha";
  }

  /** Returns the parent of the instances. */
  public String cluster() {
    return root + "/cluster";
  }

  /** Returns the ephemeral node of an instance. */
  public String member(String address) {
    return cluster() + "/" + address;
  }

  /** Returns the parent of the destinations. */
  public String destinations() {
    return root + "/destinations";
  }

  public String destination(String destination) {
    return destinations() + "/" + destination;
  }

  /** Returns the ephemeral node of the destination's leader. */
  public String running(String destination) {
    return destination(destination) + "/running";
  }

  /** Returns the parent of the destination's members: its leader and candidates. */
  public String destinationCluster(String destination) {
    return destination(destination) + "/cluster";
  }

  /** Returns the ephemeral node of a member of the destination. */
  public String destinationMember(String destination, String address) {
    return destinationCluster(destination) + "/" + address;
  }

  /** Returns the parent of canal's state of a client of the destination. */
  String client(String destination, int clientId) {
    return destination(destination) + "/" + clientId;
  }

  /** Returns canal's cursor for the client. */
  public String canalCursor(String destination, int clientId) {
    return client(destination, clientId) + "/cursor";
  }

  /** Returns the ephemeral node of the consumer that receives as this client. */
  public String clientRunning(String destination, int clientId) {
    return client(destination, clientId) + "/running";
  }

  /**
   * Returns the ephemeral node of a consumer that receives as this client or waits for its turn.
   */
  public String clientMember(String destination, int clientId, String address) {
    return client(destination, clientId) + "/cluster/" + address;
  }

  /** Returns the table filter of a client of canal, which canal prefers to its own settings. */
  public String canalFilter(String destination, int clientId) {
    return client(destination, clientId) + "/filter";
  }

  /** Returns the parent of the batches that a client of canal has not acknowledged. */
  public String canalMarks(String destination, int clientId) {
    return client(destination, clientId) + "/mark";
  }

  /** Returns the node whose version counts the terms of the destination. */
  public String epoch(String destination) {
    return ha() + "/" + destination;
  }

  /** Returns the ephemeral node that excludes others until a leader has stopped. */
  public String seat(String destination) {
    return epoch(destination) + "/seat";
  }

  public String cursorParent(String destination) {
    return epoch(destination) + "/cursor";
  }

  /** Returns our cursor for the client. */
  public String cursor(String destination, int clientId) {
    return cursorParent(destination) + "/" + clientId;
  }

  /** Returns the node of the history of table definitions, with its pieces below. */
  public String schema(String destination) {
    return epoch(destination) + "/schema";
  }

  /** Returns why {@code name} cannot be the name of a node, or null if it can. */
  public static @Nullable String objectionTo(String name) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      return "it must not be blank or contain '/'";
    }
    try {
      PathUtils.validatePath("/" + name);
      return null;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
