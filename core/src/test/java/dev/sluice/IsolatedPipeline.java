package dev.sluice;

import dev.sluice.event.RowChange;
import dev.sluice.filter.TableFilter;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.position.InMemoryPositionStore;
import dev.sluice.sink.testkit.RecordingSink;
import java.time.Duration;
import java.util.List;

/** A pipeline to be run by a class loader of its own. */
public final class IsolatedPipeline implements AutoCloseable {
  private final RecordingSink sink = new RecordingSink();
  private final CdcPipeline pipeline;

  /** Follows all tables of {@code database} from now on. */
  public IsolatedPipeline(int port, String database) throws InterruptedException {
    pipeline =
        CdcPipeline.builder()
            .name("isolated")
            .source(
                MySqlSource.builder("127.0.0.1", port)
                    .credentials("cdc", () -> "secret")
                    .serverId(9003)
                    .heartbeatInterval(Duration.ofMillis(500))
                    .build())
            .tables(TableFilter.include(database + ".*"))
            .positionStore(new InMemoryPositionStore())
            .flush(FlushPolicy.every(Duration.ofMillis(20)))
            .sink(sink.factory())
            .build();
    pipeline.start();
    PipelineTestBase.await(() -> pipeline.status().acknowledgedPosition() != null);
  }

  /** The rows that have arrived once there are {@code count}. */
  public List<String> rows(int count) throws InterruptedException {
    PipelineTestBase.await(() -> rows().size() >= count);
    return rows();
  }

  private List<String> rows() {
    return sink.events().stream()
        .filter(RowChange.class::isInstance)
        .map(event -> ((RowChange) event).row().toString())
        .toList();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
