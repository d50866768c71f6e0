package dev.towpath.verification.benchmark;

import dev.towpath.CdcPipeline;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A reader of a workload with a pipeline. */
final class TowpathReader implements Sink {
  /** A filter that captures only the row that ends a workload. */
  static final TableFilter MARKER_ONLY =
      TableFilter.include(Workload.DATABASE + '.' + Workload.MARKER);

  private static final long LIMIT_MINUTES = 10;

  private final Touch touch;
  private final CompletableFuture<Meter> ended;

  private TowpathReader(Touch touch, CompletableFuture<Meter> ended) {
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
            .sink(context -> new TowpathReader(touch, ended))
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
        .startPosition(StartPosition.at(stretch.file(), stretch.offset()))
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
