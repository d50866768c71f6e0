package dev.towpath.examples.quickstart;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A writer that runs a shop in one database server, on a thread of its own, and records its
 * commits.
 */
final class ShopWriter implements AutoCloseable {
  /** The pause between transactions, so that a user can follow the live view. */
  private static final long PAUSE_MILLIS = 10;

  private final String source;
  private final EmbeddedMySql server;
  private final Shop shop;
  private final Ledger ledger;
  private final Failures failures;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicInteger transactions = new AtomicInteger();
  private volatile boolean columnWanted;

  private ShopWriter(String source, EmbeddedMySql server, Ledger ledger, Failures failures) {
    this.source = source;
    this.server = server;
    this.shop = new Shop(source, source.hashCode());
    this.ledger = ledger;
    this.failures = failures;
  }

  /** Creates the database {@code shop} with its tables. */
  static void createShop(EmbeddedMySql server) {
    server.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
    for (ShopTable table : ShopTable.values()) {
      server.execute(table.createStatement());
    }
  }

  /**
   * Opens a shop.
   *
   * @param source the server's name in the ledger
   * @param server the server of the shop, see {@link #createShop}
   * @param ledger records committed changes
   * @param failures receives a report if the shop fails
   */
  static ShopWriter start(String source, EmbeddedMySql server, Ledger ledger, Failures failures) {
    var writer = new ShopWriter(source, server, ledger, failures);
    new Thread(writer::run, "shop-" + source).start();
    return writer;
  }

  /** Adds a column to a table between two transactions, see {@link ShopTable#ADD_COLUMN}. */
  void addColumn() {
    columnWanted = true;
  }

  /** Returns the number of transactions committed so far. */
  int transactions() {
    return transactions.get();
  }

  private void run() {
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      execute(connection, statement, shop.opening());
      while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        if (columnWanted) {
          statement.execute(ShopTable.ADD_COLUMN);
          shop.couponsAdded();
          columnWanted = false;
        }
        execute(connection, statement, shop.next());
      }
    } catch (SQLException | RuntimeException e) {
      failures.report(
          new IllegalStateException("the shop in %s failed: %s".formatted(source, e), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.complete(null);
    }
  }

  private void execute(Connection connection, Statement statement, ShopTransaction transaction)
      throws SQLException {
    for (String sql : transaction.statements()) {
      statement.execute(sql);
    }
    connection.commit();
    transactions.incrementAndGet();
    transaction.changes().forEach(ledger::written);
  }

  /** Closes the shop after the present transaction. Idempotent. */
  @Override
  public void close() {
    stopping.countDown();
    ended.join();
  }
}
