package dev.towpath.internal.preflight;

import dev.towpath.internal.protocol.MySqlSession;

/** Checks of whether a pipeline that followed another server can continue at this one. */
final class FailoverChecks {
  private static final String CHECK = "failover";

  private FailoverChecks() {}

  static void run(
      MySqlSession session, Variables variables, Findings findings, boolean isUnloggedReplica) {
    if (!session.version().isMariaDb() && !variables.is("gtid_mode", "ON")) {
      String mode = "gtid_mode is " + variables.get("gtid_mode").orElse("unknown");
      if (session.source().timestampFailover()) {
        findings.info(
            CHECK,
            mode + ": a pipeline that comes from another server searches by time and repeats much",
            "turn gtid_mode ON on every server");
      } else {
        findings.warning(
            CHECK,
            mode + ": a pipeline cannot change between this server and another",
            "turn gtid_mode ON on every server, or timestampFailover(true)");
      }
    }
    boolean isUnlogged =
        variables.is("log_replica_updates", "OFF") || variables.is("log_slave_updates", "OFF");
    if (isUnlogged && !isUnloggedReplica) {
      findings.warning(
          CHECK,
          "transactions that this server replicates are not in its binlog: a pipeline that fails over to it while"
              + " it is a replica gets nothing",
          "start it with --log-replica-updates (--log-slave-updates before MySQL 8.0.26)");
    }
  }
}
