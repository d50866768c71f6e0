package dev.towpath.internal.preflight;

import dev.towpath.internal.binlog.server.Replication;
import dev.towpath.internal.binlog.server.ReplicationChannel;
import dev.towpath.internal.protocol.MySqlSession;
import java.io.IOException;
import java.time.Duration;

/**
 * Checks of whether a server that is a replica itself receives the transactions of its source and
 * logs them.
 */
final class ReplicaChecks {
  private static final String CHECK = "replication";
  private static final Duration LONG = Duration.ofMinutes(1);

  private ReplicaChecks() {}

  /** Returns whether it is a replica whose binlog lacks the transactions it replicates. */
  static boolean run(MySqlSession session, Findings findings) throws IOException {
    Replication replication = Replication.read(session);
    if (replication.isUnlogged()) {
      findings.warning(
          "log_replica_updates",
          "it is a replica with " + replication.unlogged() + " and never arrives",
          "start it with --log-replica-updates (--log-slave-updates before MySQL 8.0.26 and on"
              + " MariaDB), or follow its source");
    }
    for (ReplicationChannel channel : replication.standing()) {
      findings.warning(
          CHECK,
          "it is a replica of %s%s whose replication stands still: %s"
              .formatted(channel.source(), channel.label(), channel.reason()),
          replication.remedy(channel));
    }
    Duration behind = replication.behind();
    if (behind != null && behind.compareTo(LONG) >= 0) {
      findings.info(
          CHECK,
          "it is a replica that is " + behind + " behind its source",
          "wait for it, or follow its source");
    }
    if (replication.isHidden() && replication.isReplica()) {
      findings.info(
          CHECK,
          "it has replicated from another server, and whether that moves is not shown to "
              + session.source().user(),
          "GRANT SLAVE MONITOR ON *.* TO the account; until then alert on the age of the last"
              + " transaction");
    }
    return replication.isUnlogged();
  }
}
