package dev.towpath.verification.benchmark;

import dev.towpath.CdcPipeline;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A publisher of a workload with a pipeline, which notes when the broker has confirmed its marker.
 */
@SuppressWarnings("try") // close() may be interrupted, as any sink's
final class TowpathSender implements Sink {
  private static final long LIMIT_MINUTES = 10;

  /** A flush five times a second under any load, because a flush stops reading and encoding. */
  private static final FlushPolicy FLUSH =
      FlushPolicy.every(Duration.ofMillis(200)).orEvents(1_000_000);

  private final Sink sink;
  private final CompletableFuture<Meter> ended;
  private boolean marked;

  private TowpathSender(Sink sink, CompletableFuture<Meter> ended) {
    this.sink = sink;
    this.ended = ended;
  }

  /**
   * Publishes up to the marker; returns the meters at that moment.
   *
   * @param name the name of the pipeline, which must be new to the topic: a pipeline skips messages
   *     that it finds there
   */
  static Meter run(String name, Workload workload, Stretch stretch, String nameServer, String topic)
      throws Exception {
    var ended = new CompletableFuture<Meter>();
    SinkFactory factory = RocketMqSink.builder(nameServer).topic(topic).build();
    try (CdcPipeline pipeline =
        CdcPipeline.builder()
            .name(name)
            .source(TowpathReader.source(stretch))
            .tables(workload.filter())
            .positionStore(new InMemoryPositionStore())
            .flush(FLUSH)
            .sink(context -> new TowpathSender(factory.create(context), ended))
            .build()) {
      pipeline.start();
      while (!ended.isDone() && !pipeline.awaitStopped(Duration.ofMillis(50))) {
        // A pipeline that ends by itself throws the cause.
      }
      return ended.get(LIMIT_MINUTES, TimeUnit.MINUTES);
    }
  }

  @Override
  public void write(EventBatch batch) throws Exception {
    sink.write(batch);
    marked |=
        batch.events().stream()
            .anyMatch(
                event ->
                    event instanceof RowChange change
                        && change.table().name().equals(Workload.MARKER));
  }

  @Override
  public void flush() throws Exception {
    sink.flush();
    if (marked) {
      ended.complete(Meter.read());
    }
  }

  @Override
  public Set<EventKind> interests() {
    return sink.interests();
  }

  @Override
  public Optional<byte[]> state() {
    return sink.state();
  }

  @Override
  public void close() throws Exception {
    sink.close();
  }
}
