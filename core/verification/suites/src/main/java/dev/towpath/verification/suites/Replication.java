package dev.towpath.verification.suites;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server, a replica of it, and the pipeline between them. Used by one thread. */
final class Replication implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final EmbeddedMySql source;
  private final EmbeddedMySql replica;
  private final AtomicLong rows = new AtomicLong();
  private @Nullable CdcPipeline pipeline;

  Replication(MySqlVersion version) {
    source = server(version, 1);
    replica = server(version, 2);
    source.createReplicationUser("cdc", "secret");
  }

  private static EmbeddedMySql server(MySqlVersion version, int id) {
    String metadata =
        switch (version) {
          case MYSQL_5_7 -> "--skip-innodb-doublewrite";
          case MYSQL_8_0, MYSQL_9 -> "--binlog-row-metadata=MINIMAL";
          case MARIADB_11_4 -> "--binlog-row-metadata=NO_LOG";
        };
    return EmbeddedMySql.builder()
        .version(version)
        .serverId(id)
        .options(metadata, "--log-bin-trust-function-creators=1", "--max-connections=60")
        .gtid(false)
        .start();
  }

  EmbeddedMySql source() {
    return source;
  }

  EmbeddedMySql replica() {
    return replica;
  }

  /** Returns how many row changes were applied. */
  long rows() {
    return rows.get();
  }

  /** Tells whether both servers run and answer: one that a script shuts down takes a while. */
  boolean isAlive() {
    try {
      source.query("SELECT 1");
      replica.query("SELECT 1");
      return true;
    } catch (ServerException e) {
      return false;
    }
  }

  /** Starts at the end of the binlog; both servers must have the same data. */
  void begin() throws InterruptedException {
    CdcPipeline started =
        CdcPipeline.builder()
            .name("suites")
            .source(
                MySqlSource.builder("127.0.0.1", source.port())
                    .credentials("cdc", () -> "secret")
                    .serverId(9003)
                    .startPosition(StartPosition.latest())
                    .build())
            .tables(TableFilter.all())
            .positionStore(new InMemoryPositionStore())
            .schemaStore(new InMemorySchemaStore())
            .flush(FlushPolicy.every(Duration.ofMillis(5)))
            .errorPolicy(Failure.Stage.SINK, failure -> new ErrorPolicy.Stop())
            .shutdownTimeout(Duration.ZERO)
            .sink(context -> new RowReplica(replica.connection(), rows))
            .build();
    started.start();
    pipeline = started;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (started.status().acknowledgedPosition() == null
        && !started.status().state().isFinal()
        && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
  }

  /**
   * Waits until all changes are applied; returns why the pipeline ended or stopped advancing, or
   * null.
   */
  @Nullable String catchUp() throws InterruptedException {
    CdcPipeline running = Objects.requireNonNull(pipeline, "not begun");
    List<?> status =
        source
            .query(
                source.query("SHOW VARIABLES LIKE 'binlog_expire_logs_auto_purge'").isEmpty()
                    ? "SHOW MASTER STATUS"
                    : "SHOW BINARY LOG STATUS")
            .get(0);
    BinlogPosition end =
        BinlogPosition.builder(
                String.valueOf(status.get(0)), Long.parseLong(String.valueOf(status.get(1))))
            .build();
    String before = "";
    String now = running.status().acknowledgedPosition() + "";
    try {
      while (!now.equals(before)) {
        if (running.awaitAcknowledged(end, LIMIT)) {
          return null;
        }
        before = now;
        now = running.status().acknowledgedPosition() + "";
      }
    } catch (CdcException e) {
      return failure(running) + ' ' + e.getMessage();
    }
    return running.status().state() == PipelineState.FAILED
        ? failure(running)
        : "the end of the binlog, " + end + ", is not reached: " + running.status();
  }

  private static String failure(CdcPipeline pipeline) {
    return String.valueOf(pipeline.status().failure());
  }

  /** Ends the pipeline, so that the servers can be changed without it. */
  void end() throws InterruptedException {
    CdcPipeline running = pipeline;
    pipeline = null;
    if (running != null) {
      running.close();
      while (!running.status().state().isFinal()) {
        Thread.sleep(5);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
    replica.close();
  }
}
