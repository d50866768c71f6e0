package dev.towpath.pipeline;

import java.time.Instant;

/**
 * A replication that stands still: the followed server is a replica, and transactions of its own
 * source do not reach its binlog. Immutable.
 *
 * @param server the replica, as {@code user@host:port}
 * @param channel the channel, on MariaDB the name of the connection; empty for the default one
 * @param source the server it replicates from, as {@code host:port}
 * @param reason which of its threads does not run, and the server's own error
 * @param since the time from which changes may be missing: when the replication was last seen to
 *     move or, if it never was, the time of the last transaction read
 */
public record ReplicationOutage(
    String server, String channel, String source, String reason, Instant since) {

  @Override
  public String toString() {
    return "replication from %s%s to %s stands still since %s: %s"
        .formatted(
            source, channel.isEmpty() ? "" : " (channel " + channel + ")", server, since, reason);
  }
}
