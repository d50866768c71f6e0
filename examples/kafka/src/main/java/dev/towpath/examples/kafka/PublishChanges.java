package dev.towpath.examples.kafka;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.SinkFactory;

/** An example of a pipeline with this sink. */
public final class PublishChanges {
  private PublishChanges() {}

  /**
   * Returns a pipeline that publishes the changes of {@code shop.*} and keeps its position in
   * {@code positions}.
   */
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
