package dev.towpath.examples.spring;

import dev.towpath.CdcPipeline;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.InMemoryPositionStore;

/** A program without Spring that stops its pipeline in a shutdown hook. */
final class PlainApplication {
  private PlainApplication() {}

  /** Runs until the pipeline stops, on the MySQL server at the port that is the argument. */
  public static void main(String[] arguments) throws InterruptedException {
    var source =
        MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments[0]))
            .credentials("root", () -> "")
            .serverId(1002);
    try (var pipeline =
        CdcPipeline.builder()
            .name("orders")
            .source(source.build())
            .positionStore(new InMemoryPositionStore())
            .sink(new OrderView())
            .build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
      pipeline.start();
      pipeline.awaitStopped();
    }
  }
}
