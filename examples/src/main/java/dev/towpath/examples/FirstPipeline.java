package dev.towpath.examples;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.sink.rocketmq.RocketMqSink;

/** A pipeline from one database to one topic. Of several machines that run it, one is active. */
public final class FirstPipeline {
  private FirstPipeline() {}

  /** Runs until the pipeline stops. */
  public static void main(String[] arguments) throws InterruptedException {
    var source =
        MySqlSource.builder("mysql.internal", 3306)
            .credentials("cdc", () -> System.getenv("CDC_PASSWORD"))
            .serverId(1001);
    try (var ha = ZooKeeperHa.builder("zk.internal:2181").build();
        var pipeline =
            CdcPipeline.builder()
                .name("shop")
                .source(source.build())
                .tables(TableFilter.include("shop.*"))
                .sink(RocketMqSink.builder("mq.internal:9876").topic("shop").build())
                .coordinator(ha.coordinator())
                .positionStore(ha.positionStore())
                .schemaStore(ha.schemaStore())
                .build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
      pipeline.start();
      pipeline.awaitStopped();
    }
  }
}
