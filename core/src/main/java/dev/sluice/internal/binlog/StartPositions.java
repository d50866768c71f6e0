package dev.sluice.internal.binlog;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.GtidSet;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.internal.protocol.TextResult;
import dev.sluice.mysql.StartPosition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the place in a server's binlog that a configured start position means. */
public final class StartPositions {
  private static final long FIRST_EVENT = 4;

  private StartPositions() {}

  /**
   * The position to start from.
   *
   * @throws SourceException if the server cannot serve it
   */
  public static BinlogPosition resolve(MySqlSession session, ServerFacts facts, StartPosition start)
      throws IOException {
    if (start instanceof StartPosition.At at) {
      return position(facts, at.file(), at.offset(), null);
    }
    if (start instanceof StartPosition.Gtid gtid) {
      if (!facts.hasGtids()) {
        throw SourceException.permanent(
            session.source() + " has gtid_mode OFF and cannot start from a GTID set", null);
      }
      return position(facts, oldestFile(session), FIRST_EVENT, gtid.executed());
    }
    if (start instanceof StartPosition.Earliest) {
      GtidSet purged =
          facts.hasGtids() ? set(session.query("SELECT @@GLOBAL.gtid_purged").get(0, 0)) : null;
      return position(facts, oldestFile(session), FIRST_EVENT, purged);
    }
    return latest(session, facts);
  }

  private static BinlogPosition latest(MySqlSession session, ServerFacts facts) throws IOException {
    // Renamed in 8.2, the old statement removed in 8.4.
    TextResult status =
        session.query(
            session.version().isAtLeast(8, 4) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    if (status.size() == 0) {
      throw SourceException.permanent(
          session.source() + " has no current binlog; start the server with --log-bin", null);
    }
    GtidSet executed = facts.hasGtids() ? set(status.get(0, "Executed_Gtid_Set")) : null;
    return position(
        facts,
        text(status.get(0, "File")),
        Long.parseLong(text(status.get(0, "Position"))),
        executed);
  }

  private static String oldestFile(MySqlSession session) throws IOException {
    TextResult files = session.query("SHOW BINARY LOGS");
    if (files.size() == 0) {
      throw SourceException.permanent(session.source() + " has no binlog files", null);
    }
    return text(files.get(0, "Log_name"));
  }

  private static BinlogPosition position(
      ServerFacts facts, String file, long offset, @Nullable GtidSet executed) {
    return BinlogPosition.builder(file, offset)
        .gtidSet(executed)
        .serverUuid(facts.serverUuid())
        .build();
  }

  private static GtidSet set(@Nullable String text) {
    return GtidSet.parse(text(text));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
