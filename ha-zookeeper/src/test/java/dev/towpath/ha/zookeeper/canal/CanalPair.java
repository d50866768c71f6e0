package dev.towpath.ha.zookeeper.canal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowInsert;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Helpers for tests in which a canal server and an instance of ours share a destination. */
final class CanalPair {
  static final String DESTINATION = "shop";
  static final Duration PATIENCE = Wait.LIMIT;
  static final String OURS = "127.0.0.1:11110";

  private CanalPair() {}

  /** Creates the table and the users of both. */
  static void prepare(EmbeddedMySql mysql) {
    mysql.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.orders (id INT PRIMARY KEY, note TEXT)",
        "CREATE USER canal IDENTIFIED WITH mysql_native_password BY 'canal'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal");
    mysql.createReplicationUser("cdc", "secret");
  }

  static ZooKeeperHa ha(String connectString, EmbeddedMySql mysql) {
    return Instances.builder(connectString)
        .address(OURS)
        .mirrorCanalCursor("127.0.0.1:" + mysql.port())
        .build();
  }

  static CdcPipeline pipeline(EmbeddedMySql mysql, ZooKeeperHa ha, List<Long> rows) {
    return pipeline(mysql.port(), ha, rows::add);
  }

  static CdcPipeline pipeline(int mySqlPort, ZooKeeperHa ha, LongConsumer rows) {
    return CdcPipeline.builder()
        .name(DESTINATION)
        .source(
            MySqlSource.builder("127.0.0.1", mySqlPort)
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

  /**
   * Inserts rows until canal delivers one: canal begins at the end of the binlog at an unknown
   * moment.
   */
  static void insertUntilSeen(EmbeddedMySql mysql, CanalServer canal) throws Exception {
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

  /** Waits, and shows canal's log after a timeout. */
  static void awaitOf(CanalServer canal, String what, Wait.Condition<Exception> condition)
      throws Exception {
    try {
      Wait.until(what, condition);
    } catch (AssertionError e) {
      throw new AssertionError(canal.log(), e);
    }
  }

  static void insert(EmbeddedMySql mysql, long first, long last) {
    for (long id = first; id <= last; id++) {
      mysql.execute("INSERT INTO shop.orders VALUES (" + id + ", 'order')");
    }
  }

  static void awaitLeader(ZooKeeperHa ha, String address, CanalServer canal) throws Exception {
    awaitOf(
        canal,
        address + " leads",
        () ->
            ha.health().state() == ConnectionHealth.State.UP
                && ha.cluster()
                    .leader(DESTINATION)
                    .toCompletableFuture()
                    .get()
                    .filter(leader -> leader.isCanal() && leader.address().equals(address))
                    .isPresent());
  }

  static List<String> standbys(ZooKeeperHa ha) throws Exception {
    return ha.cluster()
        .read()
        .toCompletableFuture()
        .get()
        .destination(DESTINATION)
        .orElseThrow()
        .standbys();
  }

  static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  static void assertComplete(List<Long> canals, List<Long> ours, long first, long last) {
    var all = new TreeSet<>(canals);
    all.addAll(ours);
    assertTrue(all.containsAll(numbers(first, last)), "canal " + canals + ", we " + ours);
  }

  /** A sink that records the ids of inserted rows. */
  private record Ids(LongConsumer rows) implements Sink {
    @Override
    public void write(EventBatch batch) {
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowInsert insert) {
          rows.accept(insert.after().getLong("id"));
        }
      }
    }

    @Override
    public void flush() {
      // The list is the only state.
    }

    @Override
    public void close() {
      // There is nothing to release.
    }
  }
}
