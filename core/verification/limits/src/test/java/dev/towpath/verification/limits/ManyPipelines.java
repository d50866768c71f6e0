package dev.towpath.verification.limits;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.rocketmq.SharedProducer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with many pipelines, one ZooKeeper session and one producer; it prints its state twice
 * a second.
 */
final class ManyPipelines {
  static final String USER = "cdc";
  static final String PASSWORD = "many-pipes";
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
  private static final long MEMORY_BUDGET = 4L << 20;
  private static final int FIRST_SERVER_ID = 10_000;

  private ManyPipelines() {}

  /**
   * Runs until it is killed or its standard input ends.
   *
   * @param arguments address, ZooKeeper, name server, port of MySQL, number of pipelines
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[4]);
    ZooKeeperHa ha =
        ZooKeeperHa.builder(arguments[1])
            .address(arguments[0])
            .sessionTimeout(SESSION_TIMEOUT)
            .build();
    var producer = new SharedProducer();
    List<CdcPipeline> pipelines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pipelines.add(pipeline(i, ha, producer, arguments));
    }
    pipelines.forEach(CdcPipeline::start);
    while (System.in.available() >= 0) {
      System.out.println(line(pipelines));
      Thread.sleep(500);
    }
  }

  /** Returns the name of a pipeline's table and topic. */
  static String name(int pipeline) {
    return "many_%03d".formatted(pipeline);
  }

  private static CdcPipeline pipeline(
      int number, ZooKeeperHa ha, SharedProducer producer, String[] arguments) {
    return CdcPipeline.builder()
        .name(name(number))
        .source(
            MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments[3]))
                .credentials(USER, () -> PASSWORD)
                .serverId(FIRST_SERVER_ID + number)
                .startPosition(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("many." + name(number)))
        .sink(
            RocketMqSink.builder(arguments[2]).topic(name(number)).sharedProducer(producer).build())
        .coordinator(ha.coordinator())
        .positionStore(ha.positionStore())
        .schemaStore(ha.schemaStore())
        .memoryBudget(MEMORY_BUDGET)
        .build();
  }

  private static String line(List<CdcPipeline> pipelines) throws Exception {
    long running = 0;
    long events = 0;
    for (CdcPipeline pipeline : pipelines) {
      running += pipeline.status().state() == PipelineState.RUNNING ? 1 : 0;
      events += pipeline.status().acknowledgedEvents();
    }
    return "running=%d events=%d threads=%d rss_mb=%d"
        .formatted(
            running,
            events,
            ManagementFactory.getThreadMXBean().getThreadCount(),
            residentKilobytes() / 1024);
  }

  private static long residentKilobytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("no VmRSS in /proc/self/status");
  }
}
