package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.CdcPipeline;
import dev.towpath.event.RowChange;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.sink.SinkFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An application with one pipeline, as a container deploys it: loaded by a class loader of its own,
 * and known to the container by interfaces of the JDK only.
 */
public final class RedeployedApplication implements Callable<List<String>>, AutoCloseable {
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final ZooKeeperHa ha;
  private final CdcPipeline pipeline;

  /**
   * Starts it.
   *
   * @param zooKeeper connect string
   * @param mysqlPort on the loopback interface
   */
  public RedeployedApplication(String zooKeeper, Integer mysqlPort) throws InterruptedException {
    SinkFactory sink =
        context ->
            batch -> {
              for (var event : batch.events()) {
                if (event instanceof RowChange change) {
                  received.add(String.valueOf(change.row().getInt("id")));
                }
              }
            };
    ha = ZooKeeperHa.builder(zooKeeper).sessionTimeout(Duration.ofSeconds(10)).build();
    pipeline =
        CdcPipeline.builder()
            .name("redeployed")
            .source(
                MySqlSource.builder("127.0.0.1", mysqlPort)
                    .credentials("cdc", () -> "secret")
                    .serverId(9001)
                    .build())
            .tables(TableFilter.include("shop.*"))
            .sink(sink)
            .coordinator(ha.coordinator())
            .positionStore(ha.positionStore())
            .schemaStore(ha.schemaStore())
            .build();
    pipeline.start();
    pipeline.awaitRunning(Duration.ofMinutes(1));
    // As it happens when ZooKeeper does not answer.
    Reachability.explain(zooKeeper);
  }

  /** What has arrived since this start. */
  @Override
  public List<String> call() {
    ha.cluster();
    return List.copyOf(received);
  }

  @Override
  public void close() {
    pipeline.close();
    ha.close();
  }
}
