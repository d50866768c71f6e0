package dev.towpath.internal.engine;

import dev.towpath.coordination.Coordinator;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.internal.binlog.stream.ScriptedBinlog;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.sink.SinkFactory;
import dev.towpath.waiting.Wait;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine with real threads over a scripted binlog, all of whose neighbours a test can replace.
 */
final class EngineFixture {
  private static final MySqlSource SOURCE =
      MySqlSource.builder("scripted", 1).credentials("u", () -> "p").serverId(1).build();

  ScriptedBinlog binlog = new ScriptedBinlog().transaction(1).transaction(2);
  SinkFactory sink = context -> batch -> {};
  PositionStore positions = new InMemoryPositionStore();
  Coordinator coordinator = Coordinator.standalone();
  ErrorPolicy policy = failure -> new ErrorPolicy.Stop();
  TableFilter tables = TableFilter.include("shop.t");
  RowFilter rows = RowFilter.all();
  Duration shutdownTimeout = Duration.ofSeconds(30);
  Duration saveInterval = Duration.ZERO;
  final List<PipelineListener> listeners = new ArrayList<>();
  @Nullable Throwable startFailure;
  volatile boolean sourceClosed;

  /** When it is over, the reader gives up; null for never. */
  @Nullable CountDownLatch ends;

  Engine engine() {
    return new Engine(parts());
  }

  EngineParts parts() {
    var config =
        new EngineConfig(
            "orders",
            SOURCE,
            tables,
            new ChangeFilters(ColumnFilter.all(), rows, KindFilter.all()),
            sink,
            positions,
            new InMemorySchemaStore(),
            coordinator,
            FlushPolicy.every(Duration.ofMillis(5)),
            policy,
            64 << 20,
            saveInterval,
            shutdownTimeout,
            listeners,
            Clock.systemUTC());
    return EngineParts.of(config, MonotonicClock.SYSTEM, new Sources());
  }

  /** Starts an engine. */
  Engine start() {
    Engine engine = engine();
    engine.start();
    return engine;
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Wait.until(condition::getAsBoolean);
  }

  private final class Sources implements SourceFactory {
    @Override
    public Source open(StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start) {
      return new WholeBinlog(queue, start == null ? ScriptedBinlog.start() : start);
    }

    @Override
    public PreparedReader prepared(
        MySqlSource server, PreparedTransaction transaction, Consumer<? super Closeable> opening) {
      return binlog.prepared(server, transaction, () -> {});
    }
  }

  /** A source that hands everything over at once. */
  private final class WholeBinlog implements Source {
    private final StreamQueue queue;
    private final BinlogPosition start;

    WholeBinlog(StreamQueue queue, BinlogPosition start) {
      this.queue = queue;
      this.start = start;
    }

    @Override
    public void start() {
      if (startFailure instanceof Error error) {
        throw error;
      }
      List<BinlogEvent> events = binlog.read(start, SOURCE, "server");
      long bytes = events.stream().mapToLong(BinlogEvent::size).sum();
      try {
        queue.put(new StreamItem.Connected(start, SOURCE, "server", true));
        queue.put(new StreamItem.Events(events, bytes, () -> {}));
        CountDownLatch given = ends;
        if (given != null) {
          var reader = new Thread(() -> giveUp(given), "scripted-reader");
          reader.setDaemon(true);
          reader.start();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void giveUp(CountDownLatch when) {
      try {
        when.await();
        var failure =
            new Failure(Failure.Stage.SOURCE, new CdcException("the server is gone"), 1, true);
        queue.put(new StreamItem.Ended(failure));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public @Nullable BinlogPosition received() {
      return null;
    }

    @Override
    public Instant lastHeard() {
      return Instant.now();
    }

    @Override
    public Duration longestSilence() {
      return Duration.ofHours(1);
    }

    @Override
    public void disconnect() {
      sourceClosed = true;
    }

    @Override
    public void close() {
      sourceClosed = true;
    }
  }
}
