package dev.sluice.chaos;

import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.event.GtidSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Lock;

/** A writer's connection to the primary. Used by one thread. */
final class LedgerSession implements AutoCloseable {
  /** The error that says that there is no such XA transaction. */
  private static final int UNKNOWN_XID = 1397;

  private final EmbeddedMySql server;
  private final Connection connection;
  private final Statement statement;
  private final Lock xaGate;
  private final boolean canCompress;

  /** Connects to what is the primary now. */
  LedgerSession(MySqlPair mySql) throws SQLException {
    this.server = mySql.primary();
    this.xaGate = mySql.xaGate().readLock();
    this.canCompress = mySql.canCompress();
    this.connection = server.connection();
    this.statement = connection.createStatement();
  }

  /** The server at the other end. */
  EmbeddedMySql server() {
    return server;
  }

  /** Writes a transaction to its end; one that ends later is prepared only. */
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

  /** Commits or rolls back a transaction that is prepared. */
  void end(LedgerTable.Transaction transaction) throws SQLException {
    String verb = transaction.shape().way().isRolledBack() ? "ROLLBACK" : "COMMIT";
    xaGate.lock();
    try {
      statement.execute("XA %s '%s'".formatted(verb, transaction.xid()));
    } finally {
      xaGate.unlock();
    }
  }

  /** Whether a transaction was committed. */
  boolean isCommitted(LedgerTable.Transaction transaction) throws SQLException {
    String query = "SELECT 1 FROM chaos.done WHERE txn = " + transaction.number();
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next();
    }
  }

  /** Whether a transaction is prepared and waits for its end. */
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

  /** What the server has executed. */
  GtidSet executed() throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
      if (!result.next()) {
        throw new SQLException("the server does not say what it has executed");
      }
      return GtidSet.parse(result.getString(1).replaceAll("\\s", ""));
    }
  }

  /** Whether an error says that there is no such XA transaction, or that others still see it. */
  static boolean saysUnknown(SQLException error) {
    return error.getErrorCode() == UNKNOWN_XID;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
