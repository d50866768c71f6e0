package dev.towpath.internal.preflight;

import dev.towpath.internal.protocol.BinlogDump;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;

/**
 * Checks of whether the account may follow the binlog, under a free server id. Privileges are tried
 * and not read from grants, so that roles and implied privileges count in full.
 */
final class ReplicationChecks {
  private static final String CHECK = "server id";

  private final MySqlSession session;
  private final Variables variables;
  private final Findings findings;

  ReplicationChecks(MySqlSession session, Variables variables, Findings findings) {
    this.session = session;
    this.variables = variables;
    this.findings = findings;
  }

  /** Returns whether the account may list the binlog files. */
  boolean run() throws IOException {
    long own = session.source().serverId();
    if (variables.number("server_id") == own) {
      findings.error(
          CHECK,
          own + " is the server's own server_id",
          "give serverId(…) a number that no server and no replica has");
    }
    replicas(own);
    if (session.version().isMariaDb()) {
      registration();
    }
    try {
      session.query("SHOW BINARY LOGS");
      return variables.is("log_bin", "ON");
    } catch (ServerError e) {
      if (variables.is("log_bin", "ON")) {
        missing("REPLICATION CLIENT", e);
      }
      return false;
    }
  }

  private void replicas(long own) throws IOException {
    boolean renamed = !session.version().isMariaDb() && session.version().isAtLeast(8, 1);
    TextResult replicas;
    try {
      replicas = session.query(renamed ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS");
    } catch (ServerError e) {
      if (session.version().isMariaDb()) {
        findings.info(
            CHECK,
            "whether a replica with server id " + own + " is connected cannot be seen",
            "GRANT REPLICATION MASTER ADMIN ON *.* TO the account if this is to be checked");
      } else {
        missing("REPLICATION SLAVE", e);
      }
      return;
    }
    for (int i = 0; i < replicas.size(); i++) {
      if (String.valueOf(own).equals(replicas.get(i, 0))) {
        findings.warning(
            CHECK,
            "a replica with server id " + own + " is connected now",
            "fine if it is this pipeline or one it stands by for; otherwise the two end each"
                + " other's connection: give serverId(…) another number");
      }
    }
  }

  private void registration() throws IOException {
    try {
      BinlogDump.tryRegister(session);
    } catch (ServerError e) {
      missing("REPLICATION SLAVE", e);
    }
  }

  private void missing(String privilege, ServerError e) {
    findings.error(
        "grants",
        "%s lacks %s: %s".formatted(session.source().user(), privilege, e.getMessage()),
        "GRANT " + privilege + " ON *.* TO the account");
  }
}
