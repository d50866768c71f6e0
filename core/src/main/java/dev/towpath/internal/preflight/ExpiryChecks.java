package dev.towpath.internal.preflight;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Checks of how long the server keeps its binlog, and whether it still has the part after a stored
 * position.
 */
final class ExpiryChecks {
  private static final String CHECK = "binlog expiry";
  private static final Duration SHORT = Duration.ofDays(1);

  private final MySqlSession session;
  private final Variables variables;
  private final Findings findings;
  private final Clock clock;

  ExpiryChecks(MySqlSession session, Variables variables, Findings findings, Clock clock) {
    this.session = session;
    this.variables = variables;
    this.findings = findings;
    this.clock = clock;
  }

  void run(@Nullable BinlogPosition stored) throws IOException {
    Duration kept = variables.binlogRetention().orElse(null);
    if (kept == null) {
      findings.info(
          CHECK,
          "binlog files are never purged automatically",
          "watch the disk, or set binlog_expire_logs_seconds");
    } else if (kept.compareTo(SHORT) < 0) {
      findings.warning(
          CHECK,
          "binlog files are purged after "
              + kept
              + ": a pipeline that is stopped for longer loses changes",
          "raise binlog_expire_logs_seconds");
    }
    if (stored != null && isThere(stored) && kept != null) {
      remaining(stored, kept);
    }
  }

  private boolean isThere(BinlogPosition stored) throws IOException {
    GtidSet executed = stored.gtidSet();
    TextResult files = session.query("SHOW BINARY LOGS");
    if (executed != null && (variables.isMariaDb() || variables.is("gtid_mode", "ON"))) {
      GtidSet purged = purged(files);
      if (!purged.isEmpty() && !executed.isEmpty() && purged.getClass() != executed.getClass()) {
        return gone("its GTIDs are from " + (variables.isMariaDb() ? "MySQL" : "MariaDB"));
      }
      GtidSet lost = purged.subtract(executed);
      return lost.isEmpty() || gone("transactions " + lost + " after it were purged");
    }
    if (isElsewhere(stored)) {
      // Its file and offset are of another server; whether failover works is a check of its own.
      return false;
    }
    for (int i = 0; i < files.size(); i++) {
      if (stored.file().equals(files.get(i, 0))) {
        return true;
      }
    }
    return gone("its file " + stored.file() + " is not on the server");
  }

  private GtidSet purged(TextResult files) throws IOException {
    if (!variables.isMariaDb()) {
      return GtidSet.parse(variables.get("gtid_purged").orElse(""));
    }
    String oldest = String.valueOf(files.get(0, 0));
    String name = HexFormat.of().formatHex(oldest.getBytes(StandardCharsets.UTF_8));
    String position = session.query("SELECT BINLOG_GTID_POS(x'" + name + "', 4)").get(0, 0);
    return GtidSet.parse(position == null ? "" : position);
  }

  private boolean isElsewhere(BinlogPosition stored) {
    String server = stored.serverUuid();
    return server != null && !server.equals(variables.get("server_uuid").orElse(server));
  }

  private boolean gone(String how) {
    findings.error(
        "stored position",
        "the pipeline cannot resume: " + how,
        "copy the captured tables again, or start from another position");
    return false;
  }

  private void remaining(BinlogPosition stored, Duration kept) {
    Instant written = stored.timestamp();
    if (written == null) {
      return;
    }
    Duration left = Duration.between(clock.instant(), written.plus(kept));
    if (left.compareTo(kept.dividedBy(4)) < 0) {
      findings.warning(
          "stored position",
          "it is of %s and may be purged %s"
              .formatted(written, left.isNegative() ? "any time" : "in " + left),
          "start the pipeline, or raise binlog_expire_logs_seconds");
    }
  }
}
