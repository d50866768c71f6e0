package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Lock;

/** A writer's connection to the primary. Used by one thread. */
final class LedgerSession implements AutoCloseable {
  /** The error code of an unknown XA transaction. */
  private static final int UNKNOWN_XID = 1397;

  private final EmbeddedMySql server;
  private final Connection connection;
  private final Statement statement;
  private final Lock xaGate;
  private final boolean canCompress;

  /** Connects to the present primary. */
  LedgerSession(MySqlPair mySql) throws SQLException {
    this.server = mySql.primary();
    this.xaGate = mySql.xaGate().readLock();
    this.canCompress = mySql.canCompress();
    this.connection = server.connection();
    this.statement = connection.createStatement();
  }

  /** Returns the server. */
  EmbeddedMySql server() {
    return server;
  }

  /** Writes and ends a transaction; only prepares one that ends later. */
  void write(LedgerTable.Transaction transaction) throws SQLException {
    Shape shape = transaction.shape();
    if (canCompress) {
      statement.execute(
          "SET SESSION binlog_transaction_compression = " + (shape.isCompressed() ? "ON" : "OFF"));
    }
    if (!shape.way().isXa()) {
      statement.execute("START TRANSACTION");
      executeAll(transaction);
      statement.execute("COMMIT");
      return;
    }
    String xid = "'" + transaction.xid() + "'";
    statement.execute("XA START " + xid);
    executeAll(transaction);
    statement.execute("XA END " + xid);
    xaGate.lock();
    try {
      if (shape.way() == Shape.Way.XA_ONE_PHASE) {
        statement.execute("XA COMMIT " + xid + " ONE PHASE");
        return;
      }
      statement.execute("XA PREPARE " + xid);
      if (!shape.way().isLater()) {
        end(transaction);
      }
    } finally {
      xaGate.unlock();
    }
  }

  private void executeAll(LedgerTable.Transaction transaction) throws SQLException {
    for (String sql : transaction.statements()) {
      statement.execute(sql);
    }
  }

  /** Commits or rolls back a prepared transaction. */
  void end(LedgerTable.Transaction transaction) throws SQLException {
    String verb = transaction.shape().way().isRolledBack() ? "ROLLBACK" : "COMMIT";
    xaGate.lock();
    try {
      statement.execute("XA %s '%s'".formatted(verb, transaction.xid()));
    } finally {
      xaGate.unlock();
    }
  }

  /** Returns whether a transaction was committed. */
  boolean isCommitted(LedgerTable.Transaction transaction) throws SQLException {
    String query = "SELECT 1 FROM chaos.done WHERE txn = " + transaction.number();
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next();
    }
  }

  /** Returns whether a transaction is prepared and not ended. */
  boolean isPrepared(LedgerTable.Transaction transaction) throws SQLException {
    try (ResultSet result = statement.executeQuery("XA RECOVER")) {
      while (result.next()) {
        if (transaction.xid().equals(result.getString("data"))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Returns the GTIDs that the server has executed. */
  GtidSet executed() throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
      if (!result.next()) {
        throw new SQLException("the server does not say what it has executed");
      }
      return GtidSet.parse(result.getString(1).replaceAll("\\s", ""));
    }
  }

  /**
   * Returns whether an error says that an XA transaction is unknown, or still attached to another
   * session.
   */
  static boolean saysUnknown(SQLException error) {
    return error.getErrorCode() == UNKNOWN_XID;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
