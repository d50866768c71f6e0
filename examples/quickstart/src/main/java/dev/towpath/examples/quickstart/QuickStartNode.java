package dev.towpath.examples.quickstart;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.time.Duration;
import java.time.ZoneOffset;

/**
 * A worker that publishes both databases to RocketMQ. Of several workers one is active per
 * database; the others stand by. This class shows the complete use of the library.
 */
public final class QuickStartNode {
  /** ZooKeeper's session timeout, which is short so that a standby takes over soon. */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

  static final String USER = "towpath";
  static final String PASSWORD = "let-me-follow";

  private static final Duration POLL = Duration.ofMillis(200);

  private QuickStartNode() {}

  /**
   * Runs until it is asked to end (SIGTERM), or until a pipeline fails.
   *
   * @param arguments this worker's address, ZooKeeper's, the name server's, and the port of each
   *     MySQL server
   */
  public static void main(String[] arguments) throws Exception {
    Lifeline.endWithStandardInput();
    String nameServer = arguments[2];
    try (ZooKeeperHa ha =
            ZooKeeperHa.builder(arguments[1])
                .address(arguments[0])
                .sessionTimeout(SESSION_TIMEOUT)
                .build();
        CdcPipeline first = pipeline("mysql-1", 1001, arguments[3], ha, nameServer);
        CdcPipeline second = pipeline("mysql-2", 1002, arguments[4], ha, nameServer)) {
      Lifeline.beforeExit(
          () -> {
            first.stop();
            second.stop();
          });
      first.start();
      second.start();
      while (!first.awaitStopped(POLL) && !second.awaitStopped(POLL)) {
        // Each wait also throws its pipeline's failure.
      }
    }
  }

  /** Returns a pipeline from one database to one topic, both named like the pipeline. */
  private static CdcPipeline pipeline(
      String name, long serverId, String port, ZooKeeperHa ha, String nameServer) {
    return CdcPipeline.builder()
        .name(name)
        .source(
            MySqlSource.builder("127.0.0.1", Integer.parseInt(port))
                .credentials(USER, () -> PASSWORD)
                .serverId(serverId)
                .startPosition(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("shop.*"))
        .sink(RocketMqSink.builder(nameServer).topic(name).timeZone(ZoneOffset.UTC).build())
        .coordinator(ha.coordinator())
        .positionStore(ha.positionStore())
        .schemaStore(ha.schemaStore())
        .shutdownTimeout(Duration.ofSeconds(5))
        .listener(
            new PipelineListener() {
              @Override
              public void onStateChange(PipelineState from, PipelineState to) {
                System.out.println(name + " " + to);
              }
            })
        .build();
  }
}
