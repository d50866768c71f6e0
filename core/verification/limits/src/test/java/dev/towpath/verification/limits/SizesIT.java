package dev.towpath.verification.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of the largest possible rows and tables, very many tables, and a stalled sink. */
class SizesIT {
  /** The stall of the sink; {@code -Dlimits.stall}, in seconds. */
  private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("limits.stall", 600));

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int MEGABYTE = 1 << 20;
  private static final long BUDGET = 16 * MEGABYTE;

  private static EmbeddedMySql mysql;

  @BeforeAll
  static void startServer() {
    mysql =
        EmbeddedMySql.builder()
            .options(
                "--max-allowed-packet=256M",
                "--innodb-log-file-size=1G",
                "--innodb-flush-log-at-trx-commit=0",
                "--sync-binlog=0")
            .start();
    mysql.execute("CREATE DATABASE limits");
  }

  @AfterAll
  static void stopServer() {
    mysql.close();
  }

  @Test
  void rowOfSixtyMegabytesArrivesWhole() throws Exception {
    mysql.execute("CREATE TABLE limits.huge (id INT PRIMARY KEY, body LONGBLOB)");
    var bytes = new AtomicLong();
    var seen = new AtomicLong();
    try (CdcPipeline pipeline =
        start(
            "huge",
            change -> {
              byte[] body = (byte[]) change.row().get(1);
              bytes.addAndGet(body == null ? 0 : body.length);
              seen.incrementAndGet();
            })) {
      mysql.execute(
          "INSERT INTO limits.huge VALUES (1, REPEAT('x', %d))".formatted(60 * MEGABYTE),
          "INSERT INTO limits.huge VALUES (2, 'y')");

      await(pipeline, () -> seen.get() == 2);
    }
    assertEquals(60L * MEGABYTE + 1, bytes.get());
  }

  @Test
  void tableOf4096ColumnsArrivesWhole() throws Exception {
    int columns = 4_096;
    // Other engines have fewer columns.
    mysql.execute(
        "CREATE TABLE limits.wide (%s) ENGINE=MyISAM"
            .formatted(
                IntStream.range(0, columns)
                    .mapToObj(i -> "c" + i + " TINYINT")
                    .collect(Collectors.joining(", "))));
    var sum = new AtomicLong();
    var rows = new AtomicLong();
    try (CdcPipeline pipeline =
        start(
            "wide",
            change -> {
              assertEquals(columns, change.table().columns().size());
              for (int i = 0; i < columns; i++) {
                sum.addAndGet(change.row().getLong(i));
              }
              rows.incrementAndGet();
            })) {
      String row =
          IntStream.range(0, columns)
              .mapToObj(i -> String.valueOf(i % 100))
              .collect(Collectors.joining(", ", "(", ")"));
      mysql.execute("INSERT INTO limits.wide VALUES %s, %s".formatted(row, row));

      await(pipeline, () -> rows.get() == 2);
    }
    assertEquals(2L * IntStream.range(0, columns).map(i -> i % 100).sum(), sum.get());
  }

  @Test
  void tenThousandTablesAreFollowed() throws Exception {
    int tables = 10_000;
    var rows = new AtomicLong();
    try (CdcPipeline pipeline = start("many_*", change -> rows.incrementAndGet())) {
      long before = usedMemory();
      for (int i = 0; i < tables; i++) {
        mysql.execute(
            "CREATE TABLE limits.many_%d (id INT PRIMARY KEY, name VARCHAR(20)) ENGINE=MyISAM"
                .formatted(i),
            "INSERT INTO limits.many_%d VALUES (1, 'a'), (2, 'b')".formatted(i));
      }

      await(pipeline, () -> rows.get() == 2L * tables);
      System.out.printf(
          "limits: tables=%d memory_mb=%d%n", tables, (usedMemory() - before) / MEGABYTE);
    }
  }

  @Test
  void sinkThatStandsStillCostsNeitherMemoryNorConnectionsNorRows() throws Exception {
    mysql.execute("CREATE TABLE limits.stalled (id INT PRIMARY KEY AUTO_INCREMENT, c CHAR(200))");
    var stands = new CountDownLatch(1);
    var rows = new AtomicLong();
    try (CdcPipeline pipeline =
        start(
            "stalled",
            change -> {
              awaitUninterrupted(stands);
              rows.incrementAndGet();
            })) {
      mysql.execute("INSERT INTO limits.stalled (c) VALUES (REPEAT('a', 200))");
      for (int doubled = 0; doubled < 19; doubled++) {
        mysql.execute("INSERT INTO limits.stalled (c) SELECT c FROM limits.stalled");
      }
      // Until the pipeline has read ahead as far as the budget allows.
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Math.min(20, STALL.toSeconds() / 2)));
      long before = usedMemory();
      List<List<@Nullable String>> connection = dumps();

      LockSupport.parkNanos(STALL.toNanos());

      long grown = usedMemory() - before;
      assertEquals(connection, dumps());
      assertEquals(PipelineState.RUNNING, pipeline.status().state());
      System.out.printf(
          "limits: stalled_s=%d memory_mb=%d grown_kb=%d%n",
          STALL.toSeconds(), before / MEGABYTE, grown / 1024);
      assertTrue(grown < BUDGET / 4, "the memory has grown by " + grown);
      stands.countDown();
      await(pipeline, () -> rows.get() == 1 << 19);
    }
  }

  private static List<List<@Nullable String>> dumps() {
    List<List<@Nullable String>> dumps =
        mysql.query(
            "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'");
    assertEquals(1, dumps.size());
    return dumps;
  }

  /** Returns the used memory in bytes, after a garbage collection. */
  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static CdcPipeline start(String tables, Consumer<RowChange> seen) throws Exception {
    CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("limits")
            .source(
                MySqlSource.builder("127.0.0.1", mysql.port())
                    .credentials("root", () -> "")
                    .serverId(4_242)
                    .startPosition(StartPosition.latest())
                    .build())
            .tables(TableFilter.include("limits." + tables))
            .positionStore(new InMemoryPositionStore())
            .memoryBudget(BUDGET)
            .sink(context -> new Rows(seen))
            .build();
    pipeline.start();
    await(pipeline, () -> pipeline.status().acknowledgedPosition() != null);
    return pipeline;
  }

  private static void await(CdcPipeline pipeline, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, () -> "too late: " + pipeline.status());
      assertTrue(pipeline.status().state() != PipelineState.FAILED, pipeline.status()::toString);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private interface Condition {
    boolean holds();
  }

  @SuppressWarnings("try") // close() may be interrupted, as any sink's
  private record Rows(Consumer<RowChange> seen) implements Sink {
    @Override
    public Set<EventKind> interests() {
      return EnumSet.of(EventKind.INSERT);
    }

    @Override
    public void write(EventBatch batch) {
      for (ChangeEvent event : batch.events()) {
        seen.accept((RowChange) event);
      }
    }
  }
}
