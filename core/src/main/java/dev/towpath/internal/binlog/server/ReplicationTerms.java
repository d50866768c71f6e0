package dev.towpath.internal.binlog.server;

import dev.towpath.internal.protocol.ServerVersion;

/**
 * The replication statements in the syntax of one server. Immutable.
 *
 * @param mariaDb whether it is a MariaDB
 * @param word its word for a replica
 */
record ReplicationTerms(boolean mariaDb, String word) {

  static ReplicationTerms of(ServerVersion version) {
    // From 8.0.22 until 8.4 the old word is understood as well.
    boolean isRenamed = !version.isMariaDb() && version.isAtLeast(8, 4);
    return new ReplicationTerms(version.isMariaDb(), isRenamed ? "REPLICA" : "SLAVE");
  }

  String start(String channel) {
    return "START " + word + (mariaDb ? name(channel) : channel(channel));
  }

  String reset(String channel) {
    return "RESET "
        + word
        + (mariaDb ? name(channel) : "")
        + " ALL"
        + (mariaDb ? "" : channel(channel));
  }

  private static String name(String channel) {
    return channel.isEmpty() ? "" : " '" + channel + "'";
  }

  private static String channel(String channel) {
    return channel.isEmpty() ? "" : " FOR CHANNEL '" + channel + "'";
  }
}
