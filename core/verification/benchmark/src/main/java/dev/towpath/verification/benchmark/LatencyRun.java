package dev.towpath.verification.benchmark;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import dev.towpath.CdcPipeline;
import dev.towpath.event.RowInsert;
import dev.towpath.filter.TableFilter;
import dev.towpath.position.InMemoryPositionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A follower of the latency benchmark's table, in a JVM of its own. It prints the age of each row
 * at its arrival as a line of JSON. The age starts at the writer's clock before the statement, so
 * it includes the commit.
 *
 * <p>Arguments: follower, rows, uncounted rows among them, port, file, offset.
 */
public final class LatencyRun {
  /** The follower that is a pipeline. */
  static final String TOWPATH = "towpath";

  /** The follower that is a plain connector. */
  static final String CONNECTOR = "connector";

  private static final String TABLE = "latency";

  private final long[] micros;
  private final CountDownLatch complete = new CountDownLatch(1);
  private int arrived;

  private LatencyRun(int rows) {
    micros = new long[rows];
  }

  /** Follows until all rows have arrived; exits with 1 and a message if anything fails. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    int rows = Integer.parseInt(args[1]);
    int uncounted = Integer.parseInt(args[2]);
    var stretch = new Stretch(Integer.parseInt(args[3]), args[4], Long.parseLong(args[5]));
    var run = new LatencyRun(rows);
    if (args[0].equals(TOWPATH)) {
      run.followWithPipeline(stretch);
    } else {
      run.followWithConnector(stretch);
    }
    System.out.println(run.json(args[0], uncounted));
    System.exit(0);
  }

  private void followWithPipeline(Stretch stretch) throws Exception {
    try (CdcPipeline pipeline =
        CdcPipeline.builder()
            .name(TABLE)
            .source(TowpathReader.source(stretch))
            .tables(TableFilter.include(Workload.DATABASE + '.' + TABLE))
            .positionStore(new InMemoryPositionStore())
            .sink(
                context ->
                    batch ->
                        batch
                            .events()
                            .forEach(
                                event -> {
                                  if (event instanceof RowInsert insert) {
                                    arrived(insert.row().getLong(1));
                                  }
                                }))
            .build()) {
      pipeline.start();
      while (complete.getCount() > 0 && !pipeline.awaitStopped(Duration.ofMillis(50))) {
        // A pipeline that ends by itself throws the cause.
      }
    }
  }

  private void followWithConnector(Stretch stretch) throws Exception {
    var client = new BinaryLogClient("127.0.0.1", stretch.port(), "root", "");
    client.setServerId(4_000_000 + ProcessHandle.current().pid());
    client.setBinlogFilename(stretch.file());
    client.setBinlogPosition(stretch.offset());
    client.setKeepAlive(false);
    client.registerEventListener(
        event -> {
          if (event.getData() instanceof WriteRowsEventData rows) {
            rows.getRows().forEach(row -> arrived((Long) row[1]));
          }
        });
    client.connect(10_000);
    complete.await();
    client.disconnect();
  }

  private void arrived(long written) {
    micros[arrived++] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - written;
    if (arrived == micros.length) {
      complete.countDown();
    }
  }

  private String json(String follower, int uncounted) {
    long[] sorted = java.util.Arrays.copyOfRange(micros, uncounted, micros.length);
    java.util.Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "{\"contestant\":\"%s\",\"workload\":\"LATENCY\",\"rows\":%d,\"p50_ms\":%.3f,"
            + "\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f}",
        follower,
        sorted.length,
        sorted[sorted.length / 2] / 1e3,
        sorted[sorted.length * 99 / 100] / 1e3,
        sorted[sorted.length * 999 / 1000] / 1e3,
        sorted[sorted.length - 1] / 1e3);
  }
}
