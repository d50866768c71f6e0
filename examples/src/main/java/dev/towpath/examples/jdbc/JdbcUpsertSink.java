package dev.towpath.examples.jdbc;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A sink that keeps the captured tables up to date in another MySQL server, exactly once. Rows and
 * position are committed in one JDBC transaction; after a crash the position in the target counts.
 *
 * <p>The tables must exist in the target, each with the source's columns and a primary key. Used by
 * one thread at a time.
 */
@SuppressWarnings("try") // close() may be interrupted, as any sink's
public final class JdbcUpsertSink implements Sink {
  private final Connection connection;
  private final SinkContext context;
  private final ProgressTable progressTable;
  private final RowStatements rows;
  private final ExecutorService worker;
  private final List<EventBatch> pending = new ArrayList<>();
  private Progress progress;

  private JdbcUpsertSink(Connection connection, SinkContext context) throws SQLException {
    this.connection = connection;
    this.context = context;
    this.rows = new RowStatements(connection);
    this.progressTable = new ProgressTable(connection, context.pipeline(), context.epoch());
    this.progress = progressTable.load();
    this.worker =
        Executors.newSingleThreadExecutor(task -> new Thread(task, context.pipeline() + "-jdbc"));
  }

  /**
   * Creates such sinks.
   *
   * @param url the target as {@code jdbc:mariadb://host:port/}
   * @param user its account, which may change the tables and create {@code towpath.progress}
   * @param password called on every connect
   */
  public static SinkFactory to(String url, String user, Callable<String> password) {
    return context -> {
      Connection connection = DriverManager.getConnection(url, user, password.call());
      try {
        prepare(connection);
        return new JdbcUpsertSink(connection, context);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    };
  }

  private static void prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // The source has validated the values; the target accepts all of them, also 0000-00-00.
      statement.execute("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
    }
  }

  /** Returns the target's position, which matches its rows. */
  @Override
  public Optional<BinlogPosition> resumePosition() {
    return progress.position();
  }

  /** Collects the batch; the pipeline's flush policy bounds the amount. */
  @Override
  public void write(EventBatch batch) {
    pending.add(batch);
  }

  @Override
  public void flush() throws Exception {
    if (!pending.isEmpty()) {
      context.awaitLease();
      progress = interruptibly(this::commitPending);
      pending.clear();
    }
  }

  private Progress commitPending() throws Exception {
    Progress reached = progress;
    for (EventBatch batch : pending) {
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowChange change && !reached.covers(batch, change)) {
          rows.apply(change);
        }
      }
      reached = reached.after(batch);
    }
    progressTable.store(reached);
    connection.commit();
    return reached;
  }

  /**
   * Runs a JDBC call, which ignores interrupts, so that a stopping pipeline does not wait for a
   * lock.
   */
  private <T> T interruptibly(Callable<T> work) throws Exception {
    Future<T> result = worker.submit(work);
    try {
      return result.get();
    } catch (InterruptedException e) {
      connection.abort(Runnable::run);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Closes the connection, at whose end the server rolls back uncommitted rows. */
  @Override
  public void close() throws SQLException {
    worker.shutdownNow();
    connection.abort(Runnable::run);
  }
}
