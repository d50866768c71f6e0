package dev.sluice.examples.benchmark;

import dev.sluice.CdcPipeline;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.EventKind;
import dev.sluice.event.Row;
import dev.sluice.event.RowChange;
import dev.sluice.event.RowUpdate;
import dev.sluice.event.Table;
import dev.sluice.filter.TableFilter;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.mysql.StartPosition;
import dev.sluice.mysql.TlsMode;
import dev.sluice.position.InMemoryPositionStore;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A reader of a workload with a pipeline. */
final class SluiceReader implements Sink {
  /** A filter that captures only the row that ends a workload. */
  static final TableFilter MARKER_ONLY =
      TableFilter.include(Workload.DATABASE + '.' + Workload.MARKER);

  private static final long LIMIT_MINUTES = 10;

  private final Touch touch;
  private final CompletableFuture<Meter> ended;

  private SluiceReader(Touch touch, CompletableFuture<Meter> ended) {
    this.touch = touch;
    this.ended = ended;
  }

  /** Reads up to the marker; returns the meters at that moment. */
  static Meter run(Workload workload, TableFilter filter, Stretch stretch, Touch touch)
      throws Exception {
    var ended = new CompletableFuture<Meter>();
    try (CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("benchmark")
            .source(source(stretch))
            .tables(filter)
            .positionStore(new InMemoryPositionStore())
            .sink(context -> new SluiceReader(touch, ended))
            .build()) {
      pipeline.start();
      while (!ended.isDone() && !pipeline.awaitStopped(java.time.Duration.ofMillis(50))) {
        // A pipeline that ends by itself throws the cause.
      }
      return ended.get(LIMIT_MINUTES, TimeUnit.MINUTES);
    }
  }

  /** Returns the source of a stretch. */
  static MySqlSource source(Stretch stretch) {
    return MySqlSource.builder("127.0.0.1", stretch.port())
        .credentials("root", () -> "")
        // The connector's default.
        .tls(TlsMode.DISABLED)
        .serverId(4_000_000 + ProcessHandle.current().pid())
        .startFrom(StartPosition.at(stretch.file(), stretch.offset()))
        .build();
  }

  @Override
  public Set<EventKind> interests() {
    return EnumSet.of(EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE);
  }

  @Override
  public void write(EventBatch batch) {
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        if (change.row().table().name().equals(Workload.MARKER)) {
          ended.complete(Meter.read());
          return;
        }
        touch.row();
        if (change instanceof RowUpdate update) {
          touch(update.before());
        }
        touch(change.row());
      }
    }
  }

  private void touch(Row row) {
    Table table = row.table();
    int columns = table.columns().size();
    for (int i = 0; i < columns; i++) {
      touch.value(table.column(i).name(), row.get(i));
    }
  }

  @Override
  public void flush() {
    // Values that were read need no flush.
  }

  @Override
  public void close() {
    // Nothing to release.
  }
}
