package dev.towpath.examples.jdbc;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.SinkFactory;

/** An example of a pipeline with this sink. */
public final class CopyTables {
  private CopyTables() {}

  /** Returns a pipeline that copies {@code shop.*} from {@code source} to {@code target}. */
  public static CdcPipeline pipeline(MySqlSource source, SinkFactory target) {
    return CdcPipeline.builder()
        .name("copy")
        .source(source)
        .tables(TableFilter.include("shop.*"))
        .sink(target)
        // The sink's own position takes precedence, so none is kept here.
        .positionStore(new InMemoryPositionStore())
        .build();
  }
}
