package dev.towpath;

import dev.towpath.coordination.Coordinator;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.internal.change.NamedTableFilter;
import dev.towpath.internal.engine.Engine;
import dev.towpath.internal.engine.EngineConfig;
import dev.towpath.internal.preflight.Preflight;
import dev.towpath.internal.time.Durations;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineStatus;
import dev.towpath.position.PositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.schema.SchemaStore;
import dev.towpath.sink.SinkFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline from one MySQL source to one sink. It hands every change of the captured tables to the
 * sink, in commit order and without loss.
 *
 * <p>A pipeline runs once: {@link #start()}, then {@link #stop()} or {@link #close()}; to run
 * again, build another. Of all pipelines of the same name that share a coordinator, one runs and
 * the others stand by. A pipeline closes the sinks it creates and the leases it holds, but nothing
 * it was given.
 *
 * <p>Thread-safe; every method may be called at any time.
 */
public final class CdcPipeline implements AutoCloseable {
  private final EngineConfig config;
  private final Engine engine;

  private CdcPipeline(EngineConfig config) {
    this.config = config;
    this.engine = new Engine(config);
  }

  /** Returns a builder of pipelines. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the name of the pipeline. */
  public String name() {
    return config.name();
  }

  /**
   * Checks whether the source can be followed: login, privileges, server id, and captured tables;
   * what the server writes to its binlog and how long it keeps it. Where the source has several
   * servers, each is checked, and whether a pipeline can change between them. Opens one connection
   * to each server and closes it; starts and changes nothing.
   *
   * @return the findings, empty when all is well; a server that cannot be reached is a finding, and
   *     each finding names its server where there are several
   */
  public List<Finding> validate() {
    return findings(null);
  }

  /**
   * Does what {@link #validate()} does, for a pipeline that resumes at {@code stored}: also checks
   * whether the server still has the binlog after it, and for how long.
   */
  public List<Finding> validate(BinlogPosition stored) {
    return findings(Objects.requireNonNull(stored, "stored"));
  }

  private List<Finding> findings(@Nullable BinlogPosition stored) {
    return Preflight.run(
        config.source(), config.tables(), config.filters().columns(), stored, config.clock());
  }

  /**
   * Starts in the background and returns at once.
   *
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    engine.start();
  }

  /**
   * Requests a stop and returns at once: events already written are flushed, the position is saved,
   * and the lease is released. Idempotent.
   */
  public void stop() {
    engine.stop();
  }

  /**
   * Requests a pause of the delivery and returns at once: events already written are flushed, then
   * the state is {@link dev.towpath.pipeline.PipelineState#PAUSED}. Lease, connection and position
   * are kept, and reading goes on as far as the memory budget allows. Idempotent; a pipeline that
   * is not running pauses as soon as it would deliver something.
   */
  public void pause() {
    engine.pause(true);
  }

  /** Resumes delivery after {@link #pause()}. Idempotent. */
  public void resume() {
    engine.pause(false);
  }

  /**
   * Waits until all transactions of {@code executed} are durable at the sink, or were skipped
   * because they change no captured table. To read at the target a change that was just committed,
   * ask the server for {@code @@global.gtid_executed} after the commit.
   *
   * @param limit how long to wait
   * @return false when they are not in time
   * @throws dev.towpath.failure.CdcException if the pipeline has failed or stopped before, or the
   *     source has no GTIDs
   * @throws IllegalArgumentException if the set is of MySQL and the source a MariaDB, or vice versa
   */
  public boolean awaitAcknowledged(GtidSet executed, Duration limit) throws InterruptedException {
    return engine.awaitAcknowledged(
        Objects.requireNonNull(executed, "executed"), Durations.saturatedNanos(limit));
  }

  /**
   * Waits until everything before {@code position} is durable at the sink, or was skipped because
   * it changes no captured table. GTID sets decide where both the position and the source have
   * them, otherwise file and offset.
   *
   * @param limit how long to wait
   * @return false when it is not in time
   * @throws dev.towpath.failure.CdcException if the pipeline has failed or stopped before, or the
   *     position is of another server and has no GTID set
   */
  public boolean awaitAcknowledged(BinlogPosition position, Duration limit)
      throws InterruptedException {
    return engine.awaitAcknowledged(
        Objects.requireNonNull(position, "position"), Durations.saturatedNanos(limit));
  }

  /**
   * Waits until the pipeline has stopped.
   *
   * @throws dev.towpath.failure.CdcException if it stopped because of a failure
   */
  public void awaitStopped() throws InterruptedException {
    engine.awaitStopped(Long.MAX_VALUE);
  }

  /**
   * Waits until the pipeline has stopped, at most {@code limit}.
   *
   * @return false when it is still running
   * @throws dev.towpath.failure.CdcException if it stopped because of a failure
   */
  public boolean awaitStopped(Duration limit) throws InterruptedException {
    return engine.awaitStopped(Durations.saturatedNanos(limit));
  }

  /**
   * Waits until the pipeline is elected, connected, and following its source; see {@link
   * dev.towpath.pipeline.PipelineState#RUNNING}. From then on every change that is committed at the
   * source will be delivered, also with {@link dev.towpath.mysql.StartPosition#latest()}.
   *
   * @param limit how long to wait; of any length
   * @return false when that is not reached in time, as on a standby
   * @throws dev.towpath.failure.CdcException if the pipeline has failed or stopped
   */
  public boolean awaitRunning(Duration limit) throws InterruptedException {
    return engine.awaitRunning(Durations.saturatedNanos(limit));
  }

  /** Returns an immutable snapshot of the pipeline's state and progress. */
  public PipelineStatus status() {
    return engine.status();
  }

  /**
   * Stops and waits, at most the {@link Builder#shutdownTimeout shutdown timeout}; then interrupts
   * the sink and all other work in progress, and returns within another second. A thread that
   * ignores the interrupt ends on its own, and the lease is released then. Idempotent. When the
   * sink or other application code calls this on a thread of the pipeline, it only requests the
   * stop.
   */
  @Override
  public void close() {
    engine.close();
  }

  /** A builder of pipelines. Not thread-safe. */
  public static final class Builder {
    private static final int LONGEST_NAME = 200;

    private static final long SMALLEST_BUDGET = 1 << 20;

    private @Nullable String name;
    private @Nullable MySqlSource source;
    private @Nullable SinkFactory sink;
    private @Nullable PositionStore positionStore;
    private SchemaStore schemaStore = new InMemorySchemaStore();
    private TableFilter tables = TableFilter.all();
    private ColumnFilter columns = ColumnFilter.all();
    private RowFilter rows = RowFilter.all();
    private KindFilter kinds = KindFilter.all();
    private Coordinator coordinator = Coordinator.standalone();
    private FlushPolicy flush = FlushPolicy.every(Duration.ofMillis(200));
    private ErrorPolicy errorPolicy =
        ErrorPolicy.backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
    private long memoryBudget = 64L << 20;
    private Duration saveInterval = Duration.ofMillis(500);
    private Duration shutdownTimeout = Duration.ofSeconds(30);
    private final List<PipelineListener> listeners = new ArrayList<>();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets the name of the pipeline; required. It names the position, the lease, threads and log
     * lines.
     *
     * @throws IllegalArgumentException if it is blank, has blanks around it, a slash or a control
     *     character in it, or more than 200 characters
     */
    public Builder name(String name) {
      if (name.isBlank() || !name.equals(name.strip()) || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "a pipeline name must not be blank, have blanks around it or contain a slash: '%s'"
                .formatted(name));
      }
      if (name.chars().anyMatch(Character::isISOControl) || name.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "a pipeline name is one line of at most %d characters, since it is in log lines, thread names and nodes of ZooKeeper: '%s'"
                .formatted(LONGEST_NAME, name));
      }
      this.name = name;
      return this;
    }

    /** Sets the server to follow; required. */
    public Builder source(MySqlSource source) {
      this.source = Objects.requireNonNull(source, "source");
      return this;
    }

    /** Sets the tables to capture. Default: all. */
    public Builder tables(TableFilter tables) {
      this.tables = Objects.requireNonNull(tables, "tables");
      return this;
    }

    /** Sets the columns to hide or mask. Default: none. */
    public Builder columns(ColumnFilter columns) {
      this.columns = Objects.requireNonNull(columns, "columns");
      return this;
    }

    /** Sets the row changes to deliver. Default: all. */
    public Builder rows(RowFilter rows) {
      this.rows = Objects.requireNonNull(rows, "rows");
      return this;
    }

    /** Sets the kinds of changes and statements to deliver. Default: all. */
    public Builder kinds(KindFilter kinds) {
      this.kinds = Objects.requireNonNull(kinds, "kinds");
      return this;
    }

    /** Sets the factory of the sink; required. */
    public Builder sink(SinkFactory sink) {
      this.sink = Objects.requireNonNull(sink, "sink");
      return this;
    }

    /** Sets the store of the position; required. */
    public Builder positionStore(PositionStore positionStore) {
      this.positionStore = Objects.requireNonNull(positionStore, "positionStore");
      return this;
    }

    /**
     * Sets the store of the history of table definitions. It is needed unless the server has {@code
     * binlog_row_metadata=FULL}: with MySQL's default, MINIMAL, and with 5.7 the binlog does not
     * name columns. Keep it where the position is: on disk for a position file, in ZooKeeper for a
     * cursor.
     *
     * <p>Default {@link InMemorySchemaStore}, which is lost with the JVM. A restart then reads the
     * definitions from the server again. If a captured table was altered after the stored position,
     * the pipeline stops at the first row from before that change and says so.
     */
    public Builder schemaStore(SchemaStore schemaStore) {
      this.schemaStore = Objects.requireNonNull(schemaStore, "schemaStore");
      return this;
    }

    /**
     * Sets the coordinator, which elects the running instance. Default {@link
     * Coordinator#standalone()}.
     */
    public Builder coordinator(Coordinator coordinator) {
      this.coordinator = Objects.requireNonNull(coordinator, "coordinator");
      return this;
    }

    /** Sets when the sink is flushed. Default every 200 ms or 10,000 events. */
    public Builder flush(FlushPolicy flush) {
      this.flush = Objects.requireNonNull(flush, "flush");
      return this;
    }

    /**
     * Sets the policy for failures of every stage. Default {@link ErrorPolicy#backoff} from 100 ms
     * to 30 s: it retries transient failures indefinitely and stops on permanent ones.
     */
    public Builder errorPolicy(ErrorPolicy errorPolicy) {
      this.errorPolicy = Objects.requireNonNull(errorPolicy, "errorPolicy");
      return this;
    }

    /**
     * Sets the policy for failures of one stage; the other stages keep the policy that was set
     * before.
     *
     * @see ErrorPolicy#on
     */
    public Builder errorPolicy(Failure.Stage stage, ErrorPolicy errorPolicy) {
      this.errorPolicy = this.errorPolicy.on(stage, errorPolicy);
      return this;
    }

    /**
     * Sets how many bytes of binlog may be read and not yet acknowledged; a single larger event
     * passes alone. Default 64 MiB, at least 1 MiB.
     *
     * @throws IllegalArgumentException if it is less
     */
    public Builder memoryBudget(long bytes) {
      if (bytes < SMALLEST_BUDGET) {
        throw new IllegalArgumentException("memoryBudget must be at least 1 MiB: " + bytes);
      }
      this.memoryBudget = bytes;
      return this;
    }

    /**
     * Sets the shortest time between saves of the position. After a crash, at most the events
     * acknowledged since the last save are delivered again. Default 500 ms; zero saves after every
     * flush.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder saveInterval(Duration saveInterval) {
      this.saveInterval = requireNotNegative("saveInterval", saveInterval);
      return this;
    }

    /**
     * Sets how long {@link CdcPipeline#close()} waits for a flush, a save and the end of the
     * threads. Default 30 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder shutdownTimeout(Duration shutdownTimeout) {
      this.shutdownTimeout = requireNotNegative("shutdownTimeout", shutdownTimeout);
      return this;
    }

    /** Adds a listener. */
    public Builder listener(PipelineListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Sets the clock for lag and sinks. Default the system clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Creates the pipeline; opens no connection.
     *
     * @throws IllegalStateException naming every required part that is missing
     */
    public CdcPipeline build() {
      if (name == null || source == null || sink == null || positionStore == null) {
        throw new IllegalStateException("CdcPipeline needs " + String.join(", ", missing()));
      }
      return new CdcPipeline(
          new EngineConfig(
              name,
              source,
              new NamedTableFilter(tables),
              new ChangeFilters(columns, rows, kinds),
              sink,
              positionStore,
              schemaStore,
              coordinator,
              flush,
              errorPolicy,
              memoryBudget,
              saveInterval,
              shutdownTimeout,
              List.copyOf(listeners),
              clock));
    }

    private List<String> missing() {
      List<String> missing = new ArrayList<>();
      if (name == null) {
        missing.add("name");
      }
      if (source == null) {
        missing.add("source");
      }
      if (sink == null) {
        missing.add("sink");
      }
      if (positionStore == null) {
        missing.add("positionStore");
      }
      return missing;
    }

    private static Duration requireNotNegative(String setting, Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException(setting + " must not be negative: " + value);
      }
      return value;
    }
  }
}
