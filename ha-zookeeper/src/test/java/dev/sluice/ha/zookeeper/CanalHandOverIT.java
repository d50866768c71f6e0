package dev.sluice.ha.zookeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.CdcPipeline;
import dev.sluice.FlushPolicy;
import dev.sluice.PipelineState;
import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowInsert;
import dev.sluice.filter.TableFilter;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A canal server of version 1.1.7 and an instance of ours take turns at one destination. */
@Timeout(300)
@EnabledIfSystemProperty(named = CanalServer.JARS, matches = ".+")
final class CanalHandOverIT {
  private static final String DESTINATION = "shop";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OURS = "127.0.0.1:11110";
  private static final String CANAL = "127.0.0.1:11111";
  private static final String CANAL_AGAIN = "127.0.0.1:11112";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachGoesOnWhereTheOtherStopped(boolean gtid, @TempDir Path directory) throws Exception {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().gtid(gtid).start();
        LocalZooKeeper zooKeeper = LocalZooKeeper.start();
        ZooKeeperHa ha = ha(zooKeeper, mysql)) {
      mysql.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.orders (id INT PRIMARY KEY, note TEXT)",
          "CREATE USER canal IDENTIFIED WITH mysql_native_password BY 'canal'",
          "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal");
      mysql.createReplicationUser("cdc", "secret");
      var launch = new CanalServer.Launch(zooKeeper.address(), DESTINATION, mysql.port(), gtid);
      var ours = new CopyOnWriteArrayList<Long>();

      try (CanalServer canal = CanalServer.start(launch, CANAL, directory);
          CdcPipeline pipeline = pipeline(mysql, ha, ours)) {
        awaitLeader(ha, CANAL, canal);
        insertUntilSeen(mysql, canal);
        pipeline.start();
        Await.until("standby", () -> standbys(ha).contains(OURS));
        insert(mysql, 101, 120);
        awaitOf(canal, "canal's rows", () -> canal.rows().contains(120L));
        assertEquals(PipelineState.STANDBY, pipeline.status().state());

        canal.stop();
        insert(mysql, 121, 140);
        Await.until("our rows", PATIENCE, () -> ours.contains(140L));

        assertComplete(canal.rows(), ours, 101, 140);
        assertTrue(ours.get(0) > 100, "it began before canal's last cursor but one: " + ours);
      }

      insert(mysql, 141, 150);
      try (CanalServer canal = CanalServer.start(launch, CANAL_AGAIN, directory)) {
        awaitLeader(ha, CANAL_AGAIN, canal);
        insert(mysql, 151, 160);
        awaitOf(canal, "canal's rows", () -> canal.rows().contains(160L));

        assertEquals(numbers(141, 160), canal.rows(), canal.log());

        ours.clear();
        try (CdcPipeline pipeline = pipeline(mysql, ha, ours)) {
          pipeline.start();
          Await.until("standby", () -> standbys(ha).contains(OURS));
          ha.handOver(DESTINATION, PATIENCE).toCompletableFuture().get(60, TimeUnit.SECONDS);
          insert(mysql, 161, 170);
          Await.until("our rows", PATIENCE, () -> ours.contains(170L));

          assertComplete(canal.rows(), ours, 141, 170);
          assertTrue(ours.get(0) > 140, "it began before canal's last cursor but one: " + ours);
          assertEquals(numbers(141, 160), canal.rows(), "canal went on: " + canal.log());
        }
      }
    }
  }

  private static ZooKeeperHa ha(LocalZooKeeper zooKeeper, EmbeddedMySql mysql) {
    return Instances.builder(zooKeeper.address())
        .address(OURS)
        .mirrorCanalCursor("127.0.0.1:" + mysql.port())
        .build();
  }

  private static CdcPipeline pipeline(EmbeddedMySql mysql, ZooKeeperHa ha, List<Long> rows) {
    return CdcPipeline.builder()
        .name(DESTINATION)
        .source(
            MySqlSource.builder("127.0.0.1", mysql.port())
                .credentials("cdc", () -> "secret")
                .serverId(9001)
                .heartbeatInterval(Duration.ofMillis(500))
                .build())
        .tables(TableFilter.include("shop.*"))
        .coordinator(ha.coordinator())
        .positionStore(ha.positionStore())
        .saveInterval(Duration.ZERO)
        .flush(FlushPolicy.every(Duration.ofMillis(20)))
        .sink(context -> new Ids(rows))
        .build();
  }

  /** Canal begins at the end of the binlog, once it has started: whenever that is. */
  private static void insertUntilSeen(EmbeddedMySql mysql, CanalServer canal) throws Exception {
    long[] id = {0};
    long start = System.nanoTime();
    awaitOf(
        canal,
        "canal's first rows",
        () -> {
          if (System.nanoTime() - start > id[0] * 100_000_000) {
            ++id[0];
            insert(mysql, -id[0], -id[0]);
          }
          return !canal.rows().isEmpty();
        });
  }

  /** Waits, and shows canal's log if it waited in vain. */
  private static void awaitOf(CanalServer canal, String what, Await.Condition condition)
      throws Exception {
    try {
      Await.until(what, PATIENCE, condition);
    } catch (AssertionError e) {
      throw new AssertionError(canal.log(), e);
    }
  }

  private static void insert(EmbeddedMySql mysql, long first, long last) {
    for (long id = first; id <= last; id++) {
      mysql.execute("INSERT INTO shop.orders VALUES (" + id + ", 'order')");
    }
  }

  private static void awaitLeader(ZooKeeperHa ha, String address, CanalServer canal)
      throws Exception {
    awaitOf(
        canal,
        address + " leads",
        () ->
            ha.health().state() == Health.State.UP
                && ha.cluster()
                    .leader(DESTINATION)
                    .toCompletableFuture()
                    .get()
                    .filter(leader -> leader.isCanal() && leader.address().equals(address))
                    .isPresent());
  }

  private static List<String> standbys(ZooKeeperHa ha) throws Exception {
    return ha.cluster()
        .read()
        .toCompletableFuture()
        .get()
        .destinations()
        .get(DESTINATION)
        .standbys();
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static void assertComplete(List<Long> canals, List<Long> ours, long first, long last) {
    var all = new TreeSet<>(canals);
    all.addAll(ours);
    assertTrue(all.containsAll(numbers(first, last)), "canal " + canals + ", we " + ours);
  }

  /** Notes the ids of inserted rows. */
  private record Ids(List<Long> rows) implements Sink {
    @Override
    public void write(EventBatch batch) {
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowInsert insert) {
          rows.add(insert.after().getLong("id"));
        }
      }
    }

    @Override
    public void flush() {
      // What is in the list is all there is.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
