package dev.sluice.internal.binlog;

import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.internal.protocol.TextResult;
import java.io.IOException;

/** Where a server writes now. */
final class BinlogStatus {
  private BinlogStatus() {}

  /**
   * One row with {@code File}, {@code Position} and on MySQL {@code Executed_Gtid_Set}.
   *
   * @throws SourceException if the server writes no binlog
   */
  static TextResult read(MySqlSession session) throws IOException {
    // Renamed in 8.2, the old statement removed in 8.4; MariaDB keeps the old one.
    boolean renamed = !session.version().isMariaDb() && session.version().isAtLeast(8, 4);
    TextResult status = session.query(renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    if (status.size() == 0) {
      throw SourceException.permanent(
          session.source() + " has no current binlog; start the server with --log-bin", null);
    }
    return status;
  }
}
