package dev.sluice.chaos;

import dev.sluice.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes transactions to whichever server is the primary, on a thread of its own, and books those
 * that were committed. After a failure it finds out whether the transaction under way was.
 */
final class LedgerWriter implements AutoCloseable {
  private static final long PAUSE_MILLIS = 12;
  private static final long RETRY_MILLIS = 150;

  /** How often to ask a primary that is gone when there is nothing else left to do. */
  private static final int LAST_ATTEMPTS = 100;

  /** The class of SQL states that say that a row is there already. */
  private static final String CONSTRAINT = "23";

  private final LedgerTable table;
  private final Supplier<EmbeddedMySql> primary;
  private final ReadWriteLock gate;
  private final AtomicLong numbers;
  private final HistoryChecker checker;
  private final Consumer<String> complaints;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param gate read-locked during each transaction; whoever holds the write lock has silence
   * @param numbers gives transactions their numbers
   */
  LedgerWriter(
      LedgerTable table,
      Supplier<EmbeddedMySql> primary,
      ReadWriteLock gate,
      AtomicLong numbers,
      HistoryChecker checker,
      Consumer<String> complaints) {
    this.table = table;
    this.primary = primary;
    this.gate = gate;
    this.numbers = numbers;
    this.checker = checker;
    this.complaints = complaints;
  }

  void start(String name) {
    var thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      LedgerTable.Transaction open = null;
      int attempts = 0;
      while (stopping.getCount() > 0 || open != null) {
        try (Connection connection = primary.get().connection();
            Statement statement = connection.createStatement()) {
          if (open != null) {
            settle(open, statement);
            open = null;
          }
          connection.setAutoCommit(false);
          EmbeddedMySql server = primary.get();
          while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            gate.readLock().lock();
            try {
              if (!server.equals(primary.get())) {
                break;
              }
              open = table.next(numbers.incrementAndGet());
              execute(open, connection, statement);
              open = null;
            } finally {
              gate.readLock().unlock();
            }
          }
        } catch (SQLException e) {
          if (String.valueOf(e.getSQLState()).startsWith(CONSTRAINT)) {
            complaints.accept("the primary is not what the writers left: " + e);
          }
          if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS) && open != null) {
            attempts++;
            if (attempts > LAST_ATTEMPTS) {
              complaints.accept("what became of the last transaction cannot be found out: " + e);
              open = null;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      complaints.accept("a writer failed: " + e);
    } finally {
      ended.complete(null);
    }
  }

  private void execute(
      LedgerTable.Transaction transaction, Connection connection, Statement statement)
      throws SQLException {
    for (String sql : transaction.statements()) {
      statement.execute(sql);
    }
    connection.commit();
    book(transaction);
  }

  private void book(LedgerTable.Transaction transaction) {
    table.committed(transaction);
    checker.committed(transaction.changes());
  }

  /** Books the transaction if the server knows it; otherwise it never happened. */
  private void settle(LedgerTable.Transaction transaction, Statement statement)
      throws SQLException {
    String query = "SELECT 1 FROM chaos.done WHERE txn = " + transaction.number();
    try (ResultSet result = statement.executeQuery(query)) {
      if (result.next()) {
        book(transaction);
      }
    }
  }

  /** Stops after the transaction under way. Idempotent. */
  @Override
  public void close() {
    stopping.countDown();
    ended.join();
  }
}
