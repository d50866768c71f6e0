package dev.sluice.chaos;

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
 * A writer of transactions to whichever server is the primary, on a thread of its own, that books
 * those that were committed. After a failure it finds out what became of the one under way.
 */
final class LedgerWriter implements AutoCloseable {
  private static final long PAUSE_MILLIS = 12;
  private static final long RETRY_MILLIS = 150;

  /** How often to try again when there is nothing else left to do. */
  private static final int LAST_ATTEMPTS = 100;

  /** How many transactions are written, at least, before one that ends later ends. */
  private static final int SOONEST_END = 5;

  private static final int LATEST_END = 250;

  /** The class of SQL states that say that a row is there already. */
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
   * What all writers share.
   *
   * @param mySql where they write
   * @param numbers gives transactions their numbers
   * @param orders what faults want to have written
   * @param checker told what was committed
   * @param complaints told what should not be
   */
  record Common(
      MySqlPair mySql,
      AtomicLong numbers,
      LargeOrders orders,
      HistoryChecker checker,
      Consumer<String> complaints) {}

  /** A transaction that ends once so many were written. */
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
                "what became of the last transactions cannot be found out: %s: %s"
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

  /** Writes until another server is the primary, or nothing is left. */
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

  /** Prepares a transaction on a connection of its own, which is closed then. */
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

  /** Ends a transaction that is prepared, or was and has ended. */
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

  /** Books what was under way if the server knows it; otherwise it never happened. */
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

  /** Stops after the transaction under way and the ends of those that are prepared. Idempotent. */
  @Override
  public void close() {
    stopping.countDown();
    ended.join();
  }
}
