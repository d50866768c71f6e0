package dev.sluice.examples.kafka;

import dev.sluice.CdcPipeline;
import dev.sluice.filter.TableFilter;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.position.PositionStore;
import dev.sluice.sink.SinkFactory;

/** The pipeline around the sink. */
public final class PublishChanges {
  private PublishChanges() {}

  /** Publishes the changes of {@code shop.*}; {@code positions} remembers how far it came. */
  public static CdcPipeline pipeline(
      MySqlSource source, SinkFactory topic, PositionStore positions) {
    return CdcPipeline.builder()
        .name("to-kafka")
        .source(source)
        .tables(TableFilter.include("shop.*"))
        .sink(topic)
        .positionStore(positions)
        .build();
  }
}
