package dev.sluice.examples.jdbc;

import dev.sluice.CdcPipeline;
import dev.sluice.filter.TableFilter;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.position.InMemoryPositionStore;
import dev.sluice.sink.SinkFactory;

/** The pipeline around the sink. */
public final class CopyTables {
  private CopyTables() {}

  /** Copies {@code shop.*} from {@code source} to {@code target}. */
  public static CdcPipeline pipeline(MySqlSource source, SinkFactory target) {
    return CdcPipeline.builder()
        .name("copy")
        .source(source)
        .tables(TableFilter.include("shop.*"))
        .sink(target)
        // The sink's own position wins, so nothing has to be kept here.
        .positionStore(new InMemoryPositionStore())
        .build();
  }
}
