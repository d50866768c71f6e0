package dev.sluice.chaos;

import dev.sluice.CdcPipeline;
import dev.sluice.ErrorPolicy;
import dev.sluice.PipelineListener;
import dev.sluice.PipelineState;
import dev.sluice.filter.TableFilter;
import dev.sluice.ha.zookeeper.ZooKeeperHa;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.mysql.StartPosition;
import dev.sluice.sink.rocketmq.RocketMqSink;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;

/**
 * An application with one pipeline, ready to take over from others. Its standard output has a line
 * for each state of the pipeline.
 *
 * <p>Arguments: its address, its name, ZooKeeper's connect string, the name server, the ports of
 * two MySQL servers, and whether the sink reads what is in its queues.
 */
final class ChaosNode {
  /** The pipeline, and the topic it publishes to. */
  static final String DESTINATION = "ledger";

  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);
  static final String USER = "sluice";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_EXIT = Duration.ofSeconds(15);

  private ChaosNode() {}

  /** Runs until the pipeline ends, on SIGTERM, or when the parent process is gone. */
  public static void main(String[] arguments) throws Exception {
    endWithStandardInput();
    try (ZooKeeperHa ha =
            ZooKeeperHa.builder(arguments[2])
                .address(arguments[0])
                .sessionTimeout(SESSION_TIMEOUT)
                .digest("chaos", Secrets.ZOOKEEPER)
                .build();
        CdcPipeline pipeline = pipeline(arguments, ha)) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pipeline, main), "stop"));
      pipeline.start();
      while (!pipeline.awaitStopped(POLL)) {
        // Each wait also throws what the pipeline may have failed of.
      }
    }
  }

  private static CdcPipeline pipeline(String[] arguments, ZooKeeperHa ha) {
    return CdcPipeline.builder()
        .name(DESTINATION)
        .source(
            MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments[4]))
                .failover("127.0.0.1", Integer.parseInt(arguments[5]))
                .credentials(USER, () -> Secrets.MYSQL)
                .serverId(7001)
                .heartbeatInterval(Duration.ofMillis(500))
                .startFrom(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("chaos.ledger"))
        .sink(
            RocketMqSink.builder(arguments[3])
                .topic(DESTINATION)
                .tag(arguments[1])
                .credentials("chaos", Secrets.ROCKETMQ)
                .tailReads(Boolean.parseBoolean(arguments[6]))
                .timeZone(ZoneOffset.UTC)
                .toFactory())
        .coordinator(ha.coordinator())
        .positionStore(ha.positionStore())
        .schemaStore(ha.schemaStore())
        .errorPolicy(ErrorPolicy.backoff(Duration.ofMillis(100), Duration.ofSeconds(2)))
        .shutdownTimeout(Duration.ofSeconds(5))
        .listener(
            new PipelineListener() {
              @Override
              public void onStateChange(PipelineState from, PipelineState to) {
                System.out.println(to);
              }
            })
        .build();
  }

  private static void stop(CdcPipeline pipeline, Thread main) {
    pipeline.stop();
    try {
      main.join(LONGEST_EXIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endWithStandardInput() {
    var thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // The parent is there.
                }
              } catch (IOException e) {
                System.err.println("standard input broke: " + e);
              }
              Runtime.getRuntime().halt(1);
            },
            "parent");
    thread.setDaemon(true);
    thread.start();
  }
}
