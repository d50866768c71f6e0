package dev.towpath;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program that reads the rows of one table from a place in the binlog, in a small heap. It prints
 * their number and the cost.
 */
@SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
final class CountingProcess implements Sink {
  private final long wanted;
  private final CountDownLatch done = new CountDownLatch(1);
  private long rows;
  private long sum;
  private int parts;
  private long peak;

  private CountingProcess(long wanted) {
    this.wanted = wanted;
  }

  /** The result of the program. */
  record Result(
      long rows,
      long sum,
      int parts,
      long millis,
      long heapAfterGc,
      long resident,
      String stopped) {
    static Result parse(String line) {
      String[] words = line.split(" ", -1);
      return new Result(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Integer.parseInt(words[2]),
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          Long.parseLong(words[5]),
          words[6]);
    }
  }

  /** Starts the program. */
  static Process start(
      int megabytes, int port, String user, String file, long offset, String table, long rows)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                CountingProcess.class.getName(),
                String.valueOf(port),
                user,
                file,
                String.valueOf(offset),
                table,
                String.valueOf(rows)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Runs the program with port, user, file, offset, table, and number of rows. */
  public static void main(String... arguments) throws Exception {
    var counter = new CountingProcess(Long.parseLong(arguments[5]));
    MySqlSource source =
        MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments[0]))
            .credentials(arguments[1], () -> "secret")
            .serverId(9100)
            .startPosition(StartPosition.at(arguments[2], Long.parseLong(arguments[3])))
            .build();
    long started = System.nanoTime();
    try (CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("counting")
            .source(source)
            .tables(TableFilter.include(arguments[4]))
            .positionStore(new InMemoryPositionStore())
            .memoryBudget(16 << 20)
            .sink(context -> counter)
            .build()) {
      pipeline.start();
      while (counter.done.getCount() > 0 && !pipeline.awaitStopped(Duration.ofMillis(100))) {
        // Until all rows are durable.
      }
      long millis = (System.nanoTime() - started) / 1_000_000;
      System.out.println(
          "%d %d %d %d %d %d %s"
              .formatted(
                  counter.rows,
                  counter.sum,
                  counter.parts,
                  millis,
                  counter.peak,
                  resident(),
                  pipeline.status().state()));
    }
  }

  @Override
  public void write(EventBatch batch) {
    parts++;
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        rows++;
        sum += change.row().getLong("id");
      }
    }
  }

  @Override
  public void flush() {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage afterGc = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && afterGc != null) {
        used += afterGc.getUsed();
      }
    }
    peak = Math.max(peak, used);
    if (rows >= wanted) {
      done.countDown();
    }
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }
}
