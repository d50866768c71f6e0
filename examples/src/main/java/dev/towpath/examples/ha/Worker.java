package dev.towpath.examples.ha;

import dev.towpath.CdcPipeline;
import dev.towpath.event.RowInsert;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.sink.SinkFactory;
import java.io.IOException;
import java.time.Duration;

/**
 * One of several equal processes. The leader follows the database; the others stand by with only a
 * ZooKeeper session.
 */
public final class Worker {
  /**
   * The time without contact after which a leader is replaced; a takeover takes about that long.
   */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

  private Worker() {}

  /**
   * Runs until its standard input ends, then hands over gracefully.
   *
   * @param arguments the worker's own {@code host:port} for the others, ZooKeeper's connect string,
   *     and MySQL's port
   */
  public static void main(String[] arguments) throws IOException {
    SinkFactory printer =
        context ->
            batch -> {
              for (var event : batch.events()) {
                if (event instanceof RowInsert insert) {
                  System.out.println("order " + insert.after().getString("id"));
                }
              }
            };

    try (var ha =
            ZooKeeperHa.builder(arguments[1])
                .address(arguments[0])
                .sessionTimeout(SESSION_TIMEOUT)
                .build();
        var pipeline =
            CdcPipeline.builder()
                .name("orders")
                .source(
                    MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments[2]))
                        .credentials("root", () -> "")
                        // All workers appear as the same replica: only one is connected.
                        .serverId(1001)
                        .startPosition(StartPosition.earliest())
                        .build())
                .tables(TableFilter.include("shop.orders"))
                .sink(printer)
                .coordinator(ha.coordinator())
                .positionStore(ha.positionStore())
                .schemaStore(ha.schemaStore())
                .build()) {
      pipeline.start();
      while (System.in.read() >= 0) {
        // The parent process keeps standard input open.
      }
    }
  }
}
