package dev.towpath.verification.chaos;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A writer of transactions to the present primary, on a thread of its own, which records the
 * committed ones. After a failure it determines the outcome of the present transaction.
 */
final class LedgerWriter implements AutoCloseable {
  private static final long PAUSE_MILLIS = 12;
  private static final long RETRY_MILLIS = 150;

  /** The number of retries at the end of a run. */
  private static final int LAST_ATTEMPTS = 100;

  /** The minimum number of transactions before the end of a prepared one. */
  private static final int SOONEST_END = 5;

  private static final int LATEST_END = 250;

  /** The class of SQL states of a duplicate row. */
  private static final String CONSTRAINT = "23";

  private final int number;
  private final LedgerTable table;
  private final Common common;
  private final Deque<Prepared> prepared = new ArrayDeque<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private LedgerTable.@Nullable Transaction open;
  private int written;
  private int attempts;

  /**
   * The objects shared by all writers.
   *
   * @param mySql the servers
   * @param numbers the source of transaction numbers
   * @param orders the transactions that faults order
   * @param checker receives committed transactions
   * @param complaints receives reports of violations
   */
  record Common(
      MySqlPair mySql,
      AtomicLong numbers,
      LargeOrders orders,
      HistoryChecker checker,
      Consumer<String> complaints) {}

  /** A prepared transaction that ends after {@code due} transactions. */
  private record Prepared(LedgerTable.Transaction transaction, int due) {}

  LedgerWriter(int number, LedgerTable table, Common common) {
    this.number = number;
    this.table = table;
    this.common = common;
  }

  void start() {
    var thread = new Thread(this::run, "writer-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (hasWork()) {
        try (var session = new LedgerSession(common.mySql())) {
          settle(session);
          write(session);
        } catch (SQLException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      common.complaints().accept("writer %d failed: %s".formatted(number, e));
    } finally {
      ended.complete(null);
    }
  }

  private boolean hasWork() {
    return stopping.getCount() > 0 || open != null || !prepared.isEmpty();
  }

  private void failed(SQLException error) throws InterruptedException {
    if (String.valueOf(error.getSQLState()).startsWith(CONSTRAINT)) {
      common.complaints().accept("the primary is not what the writers left: " + error);
    }
    if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
      attempts++;
      if (attempts > LAST_ATTEMPTS) {
        common
            .complaints()
            .accept(
                "the outcome of the last transactions is unknown: %s: %s"
                    .formatted(unsettled(), error));
        open = null;
        prepared.clear();
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  private List<String> unsettled() {
    List<String> names = new ArrayList<>();
    if (open != null) {
      names.add(open.xid());
    }
    prepared.forEach(one -> names.add(one.transaction().xid()));
    return names;
  }

  /** Writes until another server is the primary, or no work is left. */
  private void write(LedgerSession session) throws SQLException, InterruptedException {
    while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS) || !prepared.isEmpty()) {
      common.mySql().gate().readLock().lock();
      try {
        if (!session.server().equals(common.mySql().primary())) {
          return;
        }
        writeOne(session);
      } finally {
        common.mySql().gate().readLock().unlock();
      }
    }
  }

  private void writeOne(LedgerSession session) throws SQLException {
    Prepared first = prepared.peek();
    if (first != null && (first.due() <= written || stopping.getCount() == 0)) {
      end(first.transaction(), session);
      prepared.remove();
      return;
    }
    Shape ordered = common.orders().next();
    Shape wanted = ordered == null ? table.draw() : ordered;
    LedgerTable.Transaction next =
        table.next(common.numbers().incrementAndGet(), wanted.where(common.mySql().canCompress()));
    open = next;
    written++;
    if (next.shape().way().isLater()) {
      prepare(next, session);
    } else {
      session.write(next);
      if (!next.shape().way().isRolledBack()) {
        book(next);
      }
    }
    open = null;
  }

  /** Prepares a transaction on a connection of its own and closes the connection. */
  private void prepare(LedgerTable.Transaction transaction, LedgerSession session)
      throws SQLException {
    common.mySql().prepared().begins(transaction.number(), session.executed());
    try (var own = new LedgerSession(common.mySql())) {
      own.write(transaction);
      held(transaction, table.dueAfter(SOONEST_END, LATEST_END));
    }
  }

  private void held(LedgerTable.Transaction transaction, int after) {
    table.hold(transaction);
    prepared.add(new Prepared(transaction, written + after));
    open = null;
  }

  /** Ends a prepared transaction, which may have ended already. */
  private void end(LedgerTable.Transaction transaction, LedgerSession session) throws SQLException {
    try {
      session.end(transaction);
    } catch (SQLException e) {
      boolean hasEnded =
          LedgerSession.saysUnknown(e)
              && (session.isCommitted(transaction) || transaction.shape().way().isRolledBack())
              && !session.isPrepared(transaction);
      if (!hasEnded) {
        throw e;
      }
    }
    common.mySql().prepared().ended(transaction.number(), session.executed());
    table.release(transaction);
    if (!transaction.shape().way().isRolledBack()) {
      book(transaction);
    }
  }

  private void book(LedgerTable.Transaction transaction) {
    table.committed(transaction);
    common.checker().committed(number, transaction.shape(), transaction.changes());
    common.orders().committed(transaction.shape(), transaction.number());
  }

  /** Records the present transaction if the server knows it; otherwise drops it. */
  private void settle(LedgerSession session) throws SQLException {
    LedgerTable.Transaction last = open;
    if (last != null && last.shape().way().isXa() && session.isPrepared(last)) {
      held(last, 0);
    } else if (last != null) {
      if (session.isCommitted(last)) {
        book(last);
      }
      common.mySql().prepared().forget(last.number());
      open = null;
    }
  }

  /** Stops after the present transaction and the ends of prepared ones. Idempotent. */
  @Override
  public void close() {
    stopping.countDown();
    ended.join();
  }
}
