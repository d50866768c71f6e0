package dev.sluice.ha.zookeeper;

import org.apache.zookeeper.common.PathUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where things are. The tree below {@code destinations} and {@code cluster} is canal's; what canal
 * does not know is below {@code ha}, out of reach of its runbooks.
 *
 * @param root the common root, {@code /otter/canal} in canal
 */
record Paths(String root) {

  /** Where our own nodes are. */
  String ha() {
    return root + "/ha";
  }

  /** Whose children are the instances. */
  String cluster() {
    return root + "/cluster";
  }

  /** The ephemeral node of an instance. */
  String member(String address) {
    return cluster() + "/" + address;
  }

  /** Whose children are the destinations. */
  String destinations() {
    return root + "/destinations";
  }

  String destination(String destination) {
    return destinations() + "/" + destination;
  }

  /** The ephemeral node of whoever runs the destination. */
  String running(String destination) {
    return destination(destination) + "/running";
  }

  /** Whose children are the instances that run the destination or stand for it. */
  String destinationCluster(String destination) {
    return destination(destination) + "/cluster";
  }

  /** The ephemeral node of an instance that runs the destination or stands for it. */
  String destinationMember(String destination, String address) {
    return destinationCluster(destination) + "/" + address;
  }

  /** What canal knows of a client of the destination. */
  String client(String destination, int clientId) {
    return destination(destination) + "/" + clientId;
  }

  /** The cursor canal keeps for the client. */
  String canalCursor(String destination, int clientId) {
    return client(destination, clientId) + "/cursor";
  }

  /** The ephemeral node of the consumer that receives as this client. */
  String clientRunning(String destination, int clientId) {
    return client(destination, clientId) + "/running";
  }

  /** The ephemeral node of a consumer that receives as this client or waits for its turn. */
  String clientMember(String destination, int clientId, String address) {
    return client(destination, clientId) + "/cluster/" + address;
  }

  /** The table filter a client of canal left; canal prefers it to its own settings. */
  String canalFilter(String destination, int clientId) {
    return client(destination, clientId) + "/filter";
  }

  /** Whose children are the batches that a client of canal has not acknowledged. */
  String canalMarks(String destination, int clientId) {
    return client(destination, clientId) + "/mark";
  }

  /** The node whose version counts the terms of the destination. */
  String epoch(String destination) {
    return ha() + "/" + destination;
  }

  /** The ephemeral node that keeps others out while a leader has not stopped. */
  String seat(String destination) {
    return epoch(destination) + "/seat";
  }

  String cursorParent(String destination) {
    return epoch(destination) + "/cursor";
  }

  /** The cursor we keep for the client. */
  String cursor(String destination, int clientId) {
    return cursorParent(destination) + "/" + clientId;
  }

  /** The node of the history of table definitions, with its pieces below. */
  String schema(String destination) {
    return epoch(destination) + "/schema";
  }

  /** What forbids {@code name} as the name of a node, or null if nothing does. */
  static @Nullable String objectionTo(String name) {
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
