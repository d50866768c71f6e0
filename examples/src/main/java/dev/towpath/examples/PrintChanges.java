package dev.towpath.examples;

import dev.towpath.CdcPipeline;
import dev.towpath.event.RowChange;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.FilePositionStore;
import dev.towpath.sink.SinkFactory;
import java.nio.file.Path;

/** A custom sink without ZooKeeper and RocketMQ that prints every row change. */
public final class PrintChanges {
  private PrintChanges() {}

  /**
   * Prints until the pipeline stops.
   *
   * @param arguments host, port, user and password
   */
  public static void main(String[] arguments) throws InterruptedException {
    SinkFactory printer =
        context ->
            batch -> {
              for (var event : batch.events()) {
                if (event instanceof RowChange change) {
                  System.out.println(change.kind() + " " + change.key() + " " + change.row());
                }
              }
            };

    try (var positions = FilePositionStore.at(Path.of("positions"));
        var pipeline =
            CdcPipeline.builder()
                .name("printer")
                .source(
                    MySqlSource.builder(arguments[0], Integer.parseInt(arguments[1]))
                        .credentials(arguments[2], () -> arguments[3])
                        .serverId(1002)
                        .build())
                .sink(printer)
                .positionStore(positions)
                .build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
      pipeline.start();
      pipeline.awaitStopped();
    }
  }
}
