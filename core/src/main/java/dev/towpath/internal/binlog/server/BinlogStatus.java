package dev.towpath.internal.binlog.server;

import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;

/** A reader of the server's binlog status and replication status. */
public final class BinlogStatus {
  private BinlogStatus() {}

  /**
   * Returns one row with {@code File}, {@code Position} and on MySQL {@code Executed_Gtid_Set}.
   *
   * @throws SourceException if the server writes no binlog
   */
  public static TextResult read(MySqlSession session) throws IOException {
    // Renamed in 8.2, the old statement removed in 8.4; MariaDB keeps the old one.
    boolean renamed = !session.version().isMariaDb() && session.version().isAtLeast(8, 4);
    TextResult status = session.query(renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    if (status.size() == 0) {
      throw SourceException.permanent(
          session.source() + " has no current binlog; start the server with --log-bin");
    }
    return status;
  }

  /**
   * Returns one row for each server it replicates from; none if it is no replica.
   *
   * @throws ServerError if the account lacks {@code REPLICATION CLIENT}
   */
  public static TextResult replica(MySqlSession session) throws IOException {
    if (session.version().isMariaDb()) {
      return session.query("SHOW ALL SLAVES STATUS");
    }
    // Renamed in 8.0.22, the old statement removed in 8.4.
    boolean renamed = session.version().isAtLeast(8, 4);
    return session.query(renamed ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS");
  }

  /** Returns whether a replica is connected to its source, from a row of its status. */
  public static boolean isReceiving(TextResult status, int row) {
    return "Yes".equals(value(status, row, "Replica_IO_Running", "Slave_IO_Running"));
  }

  /** Returns the UUID of the source from a row of a replica's status; empty if it is missing. */
  public static String sourceUuid(TextResult status, int row) {
    return value(status, row, "Source_UUID", "Master_UUID");
  }

  /** Returns a value by its name since MySQL 8.0.22 or its older name; empty if it is NULL. */
  static String value(TextResult status, int row, String name, String oldName) {
    String column = status.has(name) ? name : oldName;
    String value = status.has(column) ? status.get(row, column) : null;
    return value == null ? "" : value;
  }
}
