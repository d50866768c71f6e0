package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowRead;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.internal.snapshot.SnapshotPlan;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.waiting.Wait;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of snapshots of tables with all sorts of keys, and of tables that cannot be read. */
class SnapshotIT {
  private static final String NUMBERS =
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 599) ";
  private static EmbeddedMySql mysql;

  private @Nullable Engine engine;
  private final Received sink = new Received();

  @BeforeAll
  static void startServer() {
    mysql = EmbeddedMySql.builder().version(MySqlVersion.MYSQL_8_0).gtid(true).start();
    mysql.createReplicationUser("cdc", "pw");
    mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
  }

  @AfterAll
  static void stopServer() {
    mysql.close();
  }

  @AfterEach
  void closeEngine() {
    if (engine != null) {
      engine.close();
    }
    mysql.execute("SET GLOBAL binlog_row_image = FULL");
  }

  /** A sink that keeps the rows that were read. */
  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private static final class Received implements Sink {
    private final List<RowRead> rows = new CopyOnWriteArrayList<>();

    @Override
    public Set<EventKind> interests() {
      return EnumSet.of(EventKind.READ);
    }

    @Override
    public void write(EventBatch batch) {
      for (ChangeEvent event : batch.events()) {
        rows.add((RowRead) event);
      }
    }

    List<String> texts() {
      return rows.stream().map(read -> read.row().toString()).sorted().toList();
    }
  }

  private Engine start(Sink target) {
    var config =
        new EngineConfig(
            "snapshot",
            MySqlSource.builder("127.0.0.1", mysql.port())
                .credentials("cdc", () -> "pw")
                .serverId(98)
                .heartbeatInterval(Duration.ofMillis(200))
                .startPosition(StartPosition.latest())
                .build(),
            TableFilter.include("d.*"),
            new ChangeFilters(ColumnFilter.all(), RowFilter.all(), KindFilter.all()),
            context -> target,
            new InMemoryPositionStore(),
            new InMemorySchemaStore(),
            Coordinator.standalone(),
            FlushPolicy.every(Duration.ofMillis(5)),
            ErrorPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
            1 << 20,
            Duration.ZERO,
            Duration.ofSeconds(30),
            List.of(),
            Clock.systemUTC());
    Engine started = new Engine(config.withSnapshot(SnapshotPlan.of(TableFilter.all())));
    engine = started;
    started.start();
    return started;
  }

  private static void create(String... statements) {
    mysql.execute(
        "DROP DATABASE IF EXISTS d", "CREATE DATABASE d", "GRANT SELECT ON d.* TO 'cdc'@'%'");
    List<String> all = new ArrayList<>(List.of("USE d"));
    all.addAll(List.of(statements));
    mysql.execute(all.toArray(String[]::new));
  }

  /** Waits until everything was read and every row of the table has arrived. */
  private void awaitAll(Engine started, int rows) throws InterruptedException {
    Wait.until(started::isSnapshotComplete);
    Wait.until(() -> sink.rows.size() >= rows);
    assertEquals(rows, sink.rows.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // All rows share a few values of the first column.
        "a INT, b INT, PRIMARY KEY (a, b) | i DIV 290, i",
        "b INT, a VARCHAR(5), PRIMARY KEY (a, b) | i, IF(i < 580, 'same', 'z')",
        "a BIGINT, PRIMARY KEY (a) | CAST(i AS SIGNED) - 300",
        "a BIGINT UNSIGNED PRIMARY KEY | 18446744073709551000 + i",
        "a TINYINT, b SMALLINT UNSIGNED, PRIMARY KEY (a, b) | CAST(i AS SIGNED) MOD 3 - 2, i",
        // The order of this collation is not that of the bytes, and twins differ in case.
        "a VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs PRIMARY KEY"
            + " | CONCAT(ELT(i MOD 6 + 1, 'a', 'A', 'ä', 'Ä', 'ß', '😀'), i DIV 6)",
        "a VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY | CONCAT(CHAR(224 + i MOD 2 USING latin1), i)",
        "a CHAR(20) CHARACTER SET utf16 PRIMARY KEY | CONCAT('Ž', i)",
        "a VARBINARY(10) PRIMARY KEY | CONCAT(CHAR(i MOD 256), CHAR(0), CHAR(i DIV 256))",
        "a BINARY(4) PRIMARY KEY | CONCAT(CHAR(i DIV 256), CHAR(i MOD 256))",
        "e ENUM('z', 'b', 'a'), i INT, PRIMARY KEY (e, i) | i MOD 3 + 1, i",
        "s SET('z', 'b', 'a'), i INT, PRIMARY KEY (s, i) | i MOD 8, i",
        "a DATETIME(6) PRIMARY KEY | TIMESTAMP'2024-02-29 23:59:59.999999' + INTERVAL i MICROSECOND",
        "a TIMESTAMP(3) PRIMARY KEY | TIMESTAMP'2024-02-29 23:59:59' + INTERVAL i SECOND",
        "a DATE PRIMARY KEY | DATE'1999-12-31' + INTERVAL i DAY",
        "a TIME(2) PRIMARY KEY | SEC_TO_TIME(CAST(i AS SIGNED) * 7 - 2000)",
        "a DECIMAL(30,10) PRIMARY KEY | (CAST(i AS SIGNED) - 300) / 7",
        "a BIT(10) PRIMARY KEY | i"
      })
  void everyRowIsReadOnceWhateverItsKeyIs(String table) throws Exception {
    String[] parts = table.split(" \\| ", 2);
    create(
        "CREATE TABLE t (" + parts[0] + ", filler VARCHAR(100))",
        "INSERT INTO t SELECT k.*, 'filler' FROM ("
            + NUMBERS
            + "SELECT "
            + parts[1]
            + " FROM n) k");

    Engine started = start(sink);
    awaitAll(started, 600);

    assertEquals(600, new TreeSet<>(sink.texts()).size());
    assertTrue(sink.rows.get(599).origin().eventOrdinal() > 1, "all rows were in one chunk");
    assertEquals("snapshot", sink.rows.get(0).origin().transactionId());
  }

  @Test
  void aTableThatCannotBeReadDoesNotKeepOthersFromBeingRead() throws Exception {
    create(
        "CREATE TABLE a_none (id INT)",
        "CREATE TABLE b_prefix (id VARCHAR(50), PRIMARY KEY (id(5)))",
        "CREATE TABLE c_float (id FLOAT PRIMARY KEY)",
        "CREATE TABLE d_good (id INT PRIMARY KEY)",
        "CREATE TABLE e_empty (id INT PRIMARY KEY)",
        "INSERT INTO d_good VALUES (1), (2)");

    Engine started = start(sink);
    awaitAll(started, 2);

    assertEquals(List.of("d.d_good{id=1}", "d.d_good{id=2}"), sink.texts());
  }

  @Test
  void aServerThatLogsPartsOfRowsIsRefused() throws Exception {
    create("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    mysql.execute("SET GLOBAL binlog_row_image = MINIMAL");

    Engine started = start(sink);
    awaitAll(started, 0);
  }

  @Test
  void rowsAreCompleteWhileTheTableIsAltered() throws Exception {
    create(
        "CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(100))",
        "INSERT INTO t SELECT i, 'x' FROM (" + NUMBERS + "SELECT i FROM n) k");

    Engine started = start(sink);
    int altered = 0;
    while (!started.isSnapshotComplete() && altered < 20) {
      mysql.execute("ALTER TABLE d.t ADD COLUMN c" + altered++ + " INT");
    }
    Wait.until(started::isSnapshotComplete);
    Wait.until(() -> sink.rows.size() >= 600);

    assertEquals(
        600,
        sink.rows.stream()
            .map(read -> Objects.requireNonNull(read.row().get("id")))
            .distinct()
            .count());
    assertEquals(600, sink.rows.size());
  }

  @Test
  void aSinkWithoutInterestInReadsFailsAtTheStart() throws Exception {
    create("CREATE TABLE t (id INT PRIMARY KEY)");

    Engine started = start(batch -> {});
    Wait.until(() -> started.status().state().isFinal());

    String failure = String.valueOf(Objects.requireNonNull(started.status().failure()).cause());
    assertTrue(failure.contains("the sink has no interest in READ"), failure);
  }
}
