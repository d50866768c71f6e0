package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.internal.snapshot.SnapshotPlan;
import dev.towpath.internal.snapshot.Visibility;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.waiting.Wait;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests of snapshots while others update, delete and move the rows, on a server that holds commits
 * after it has handed them to readers of its binlog.
 */
class SnapshotRaceIT {
  private static final int ROUNDS = Integer.getInteger("towpath.race.rounds", 6);
  private static final int MOST_ROUNDS_OF_MUTANT = 30;
  private static EmbeddedMySql mysql;

  @BeforeAll
  static void startServer() {
    mysql =
        EmbeddedMySql.builder()
            .version(MySqlVersion.MYSQL_8_0)
            .gtid(true)
            .options("--sync-binlog=0", "--max-binlog-size=1G")
            .start();
    mysql.createReplicationUser("cdc", "pw");
    mysql.execute(
        "CREATE DATABASE d",
        "CREATE TABLE d.t (id BIGINT PRIMARY KEY, v BIGINT NOT NULL)",
        "GRANT SELECT ON d.* TO 'cdc'@'%'");
  }

  @AfterAll
  static void stopServer() {
    mysql.close();
  }

  /** Returns an engine that reads the table and hands all to a sink. */
  private static Engine engine(SnapshotRaceSink sink, SnapshotPlan plan) {
    MySqlSource source =
        MySqlSource.builder("127.0.0.1", mysql.port())
            .credentials("cdc", () -> "pw")
            .serverId(99)
            .heartbeatInterval(Duration.ofMillis(100))
            .startPosition(StartPosition.latest())
            .build();
    var config =
        new EngineConfig(
            "race",
            source,
            TableFilter.include("d.*"),
            new ChangeFilters(ColumnFilter.all(), RowFilter.all(), KindFilter.all()),
            context -> sink,
            new InMemoryPositionStore(),
            new InMemorySchemaStore(),
            Coordinator.standalone(),
            FlushPolicy.every(Duration.ofMillis(5)),
            ErrorPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
            // A small budget makes small chunks.
            1 << 20,
            Duration.ZERO,
            Duration.ofSeconds(30),
            List.of(),
            Clock.systemUTC());
    return new Engine(config.withSnapshot(plan));
  }

  /** Runs one snapshot of the table beside writers; returns the sink. */
  private static SnapshotRaceSink race(SnapshotPlan plan) throws Exception {
    fill();
    mysql.execute("SET GLOBAL binlog_group_commit_sync_delay = 5000");
    var sink = new SnapshotRaceSink();
    Engine engine = engine(sink, plan);
    engine.start();
    List<SnapshotRaceWriter> writers = new ArrayList<>();
    try {
      assertTrue(engine.awaitRunning(Wait.LIMIT.toNanos()));
      for (int i = 0; i < 6; i++) {
        writers.add(SnapshotRaceWriter.start(mysql, i));
      }
      Wait.until(() -> engine.isSnapshotComplete() || sink.wrong() > 0);
      for (SnapshotRaceWriter writer : writers) {
        writer.stop();
      }
      if (sink.wrong() == 0) {
        mysql.execute("INSERT INTO d.t VALUES (-1, 0)");
        Wait.until(() -> sink.has(-1));
        assertEquals(table(), sink.rows());
      }
    } finally {
      for (SnapshotRaceWriter writer : writers) {
        writer.stop();
      }
      mysql.execute("SET GLOBAL binlog_group_commit_sync_delay = 0");
      engine.close();
    }
    return sink;
  }

  private static void fill() {
    mysql.execute(
        "TRUNCATE d.t",
        "SET cte_max_recursion_depth = 10000",
        "INSERT INTO d.t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + SnapshotRaceWriter.ROWS
            + ") SELECT i, 0 FROM n");
  }

  private static Map<Long, Long> table() {
    Map<Long, Long> rows = new HashMap<>();
    mysql
        .query("SELECT id, v FROM d.t")
        .forEach(row -> rows.put(Long.valueOf(row.get(0)), Long.valueOf(row.get(1))));
    return rows;
  }

  @Test
  void noRowReadIsOlderThanTheStreamAndNoneIsMissing() throws Exception {
    long read = 0;
    long chunks = 0;
    for (int i = 0; i < ROUNDS; i++) {
      SnapshotRaceSink sink = race(SnapshotPlan.of(TableFilter.all()));
      assertEquals(Optional.empty(), sink.firstWrong());
      read += sink.reads();
      chunks += sink.chunks();
    }

    System.out.printf("%d rounds, %d chunks, %d rows read, 0 wrong%n", ROUNDS, chunks, read);
    assertTrue(chunks > 10L * ROUNDS, () -> "too few chunks to race");
  }

  @Test
  void withoutProofRowsAreOlderThanTheStream() throws Exception {
    Visibility none = (session, opening) -> {};
    Optional<String> wrong = Optional.empty();
    for (int i = 0; i < MOST_ROUNDS_OF_MUTANT && wrong.isEmpty(); i++) {
      wrong = race(new SnapshotPlan(TableFilter.all(), none)).firstWrong();
    }

    assertFalse(wrong.isEmpty(), "the mutant was not convicted");
  }
}
