package dev.sluice.examples.jdbc;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowChange;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkFactory;
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
 * Keeps the captured tables of a MySQL server up to date in another one, exactly once: rows and
 * position are committed in one JDBC transaction, and the position that counts after a crash is the
 * one in the target.
 *
 * <p>The target has the tables already, each with the source's columns and a primary key. Used by
 * one thread at a time.
 */
@SuppressWarnings("try") // close() may be interrupted, as that of any sink
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
   * @param user its account, which may change the tables and create {@code sluice.progress}
   * @param password asked for on every connect
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
      // The source has judged the values already; what it holds, 0000-00-00 too, is welcome here.
      statement.execute("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
    }
  }

  /** The target knows best: it is where the rows are. */
  @Override
  public Optional<BinlogPosition> resumePosition() {
    return progress.position();
  }

  /** Only collects; the pipeline bounds how much by its flush policy. */
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

  /** JDBC calls do not hear an interrupt, and a pipeline that stops must not wait for a lock. */
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

  /** What was not committed is rolled back by the server when the connection ends. */
  @Override
  public void close() throws SQLException {
    worker.shutdownNow();
    connection.abort(Runnable::run);
  }
}
