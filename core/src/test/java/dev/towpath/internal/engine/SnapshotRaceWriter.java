package dev.towpath.internal.engine;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** A writer that updates, deletes and moves random rows, and inserts new ones, until stopped. */
final class SnapshotRaceWriter {
  static final int ROWS = 2_000;
  private static final AtomicLong NEXT = new AtomicLong(1_000_000);

  private final EmbeddedMySql mysql;
  private final Random random;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean stopped;

  private SnapshotRaceWriter(EmbeddedMySql mysql, int seed) {
    this.mysql = mysql;
    this.random = new Random(seed);
  }

  static SnapshotRaceWriter start(EmbeddedMySql mysql, int seed) {
    var writer = new SnapshotRaceWriter(mysql, seed);
    var thread = new Thread(writer::run, "race-writer-" + seed);
    thread.setDaemon(true);
    thread.start();
    return writer;
  }

  private void run() {
    try (Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      while (!stopped) {
        statement.execute(next());
      }
      done.complete(null);
    } catch (SQLException e) {
      done.completeExceptionally(e);
    }
  }

  private String next() {
    int id = 1 + random.nextInt(ROWS);
    int kind = random.nextInt(100);
    if (kind < 80) {
      return "UPDATE d.t SET v = v + 1 WHERE id = " + id;
    }
    if (kind < 90) {
      return "UPDATE d.t SET id = " + NEXT.incrementAndGet() + ", v = v + 1 WHERE id = " + id;
    }
    return kind < 95
        ? "DELETE FROM d.t WHERE id = " + id
        : "INSERT INTO d.t VALUES (" + NEXT.incrementAndGet() + ", 0)";
  }

  /** Stops it and waits for its last statement. */
  void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    done.get();
  }
}
