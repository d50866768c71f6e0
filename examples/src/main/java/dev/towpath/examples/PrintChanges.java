package dev.towpath.examples;

import dev.towpath.CdcPipeline;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.FilePositionStore;
import java.nio.file.Path;

/** A pipeline without ZooKeeper and RocketMQ that prints every change. */
public final class PrintChanges {
  private PrintChanges() {}

  /**
   * Prints until the pipeline stops.
   *
   * @param arguments host, port, user and password
   */
  public static void main(String[] arguments) throws InterruptedException {
    String host = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    String user = arguments[2];
    String password = arguments[3];

    var source = MySqlSource.builder(host, port).credentials(user, () -> password).serverId(1002);
    try (var positions = FilePositionStore.at(Path.of("positions"));
        var pipeline =
            CdcPipeline.builder()
                .name("printer")
                .source(source.build())
                .sink(context -> batch -> batch.events().forEach(System.out::println))
                .positionStore(positions)
                .build()) {
      pipeline.start();
      pipeline.awaitStopped();
    }
  }
}
