package dev.towpath.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.testkit.FlakySink;
import dev.towpath.sink.testkit.FlakySink.Call;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A test that applies a random workload to another server; {@code -Dtowpath.seed=n} repeats one.
 */
final class ReplicaIT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());

  private final EmbeddedMySql source = EmbeddedMySql.builder().start();
  private final EmbeddedMySql replica = EmbeddedMySql.builder().serverId(2).start();
  private final InMemoryPositionStore store = new InMemoryPositionStore();
  private final Random random = new Random(SEED);

  @AfterEach
  void stopServers() {
    source.close();
    replica.close();
  }

  @Test
  void tablesAreEqualAfterFailuresAndRestarts() throws Exception {
    System.getLogger("replica").log(System.Logger.Level.INFO, () -> "seed " + SEED);
    source.createReplicationUser("cdc", "secret");
    String start = String.valueOf(source.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0));
    CdcPipeline pipeline = start(start);
    try (var workload = new Workload(source, SEED)) {
      for (int round = 0; round < 4; round++) {
        workload.run(40);
        if (round % 2 == 1) {
          workload.oversized();
        }
        // At any moment of its work.
        kill(pipeline);
        pipeline = start(start);
      }
      workload.run(40);
      workload.finish();
    }

    String executed = String.valueOf(source.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0));
    boolean applied = pipeline.awaitAcknowledged(GtidSet.parse(executed), Wait.LIMIT);
    String status = pipeline.status().toString();
    pipeline.close();

    assertTrue(applied, () -> "seed " + SEED + ": " + status);
    Map<String, String> expected = checksums(source);
    Map<String, String> actual = checksums(replica);
    assertEquals(expected.keySet(), actual.keySet(), () -> "seed " + SEED);
    expected.entrySet().removeAll(actual.entrySet());
    actual.keySet().retainAll(expected.keySet());
    assertEquals(expected, actual, () -> "seed " + SEED);
  }

  /** Interrupts everything, and waits until nothing more can reach the replica. */
  private static void kill(CdcPipeline pipeline) throws InterruptedException {
    pipeline.close();
    assertTrue(pipeline.awaitStopped(Wait.LIMIT), "the pipeline has not ended");
  }

  private CdcPipeline start(String from) {
    var flaky = FlakySink.over(context -> new ReplicaSink(replica.connection()));
    for (Call call : List.of(Call.WRITE, Call.FLUSH, Call.ACKNOWLEDGE)) {
      flaky.failing(call, 1 + random.nextInt(10)).failing(call, 12 + random.nextInt(20));
    }
    CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("replica")
            .source(
                MySqlSource.builder("127.0.0.1", source.port())
                    .credentials("cdc", () -> "secret")
                    .serverId(9001)
                    .startPosition(StartPosition.gtid(GtidSet.parse(from)))
                    .build())
            .tables(TableFilter.include(Workload.DATABASE + ".*"))
            .positionStore(store)
            .sink(flaky)
            .flush(FlushPolicy.every(Duration.ofMillis(50)).orEvents(500))
            .errorPolicy(ErrorPolicy.backoff(Duration.ofMillis(10), Duration.ofMillis(50)))
            .shutdownTimeout(Duration.ZERO)
            .build();
    pipeline.start();
    return pipeline;
  }

  private static Map<String, String> checksums(EmbeddedMySql server) {
    Map<String, String> checksums = new TreeMap<>();
    for (List<?> row : server.query("SHOW TABLES FROM " + Workload.DATABASE)) {
      String table = Workload.DATABASE + "." + row.get(0);
      String count = String.valueOf(server.query("SELECT COUNT(*) FROM " + table).get(0).get(0));
      String checksum = String.valueOf(server.query("CHECKSUM TABLE " + table).get(0).get(1));
      checksums.put(table, count + " rows, " + checksum);
      columns(server, String.valueOf(row.get(0)), checksums);
    }
    return checksums;
  }

  /** Adds the checksums of each column, so that a difference is found sooner. */
  private static void columns(EmbeddedMySql server, String table, Map<String, String> checksums) {
    for (List<?> column :
        server.query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '%s' AND TABLE_NAME = '%s'"
                .formatted(Workload.DATABASE, table))) {
      String sum =
          "SELECT SUM(CRC32(HEX(CAST(`%s` AS BINARY)))) FROM %s.%s"
              .formatted(column.get(0), Workload.DATABASE, table);
      checksums.put(table + "." + column.get(0), String.valueOf(server.query(sum).get(0).get(0)));
    }
  }
}
