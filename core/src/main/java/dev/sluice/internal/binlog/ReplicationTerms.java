package dev.sluice.internal.binlog;

import dev.sluice.internal.protocol.ServerVersion;

/**
 * The statements about replication as a server understands them. Immutable.
 *
 * @param mariaDb whether it is a MariaDB
 * @param word what it calls a replica
 */
record ReplicationTerms(boolean mariaDb, String word) {

  static ReplicationTerms of(ServerVersion version) {
    // From 8.0.22 on the old word is understood as well, until 8.4.
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
