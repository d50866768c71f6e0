package dev.towpath.internal.engine;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.failure.ErrorPolicy;
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
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import dev.towpath.position.Checkpoint;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import java.io.Closeable;
import java.io.EOFException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The environment of an engine, on one thread: a scripted binlog, a clock in which time passes only
 * while the engine waits, a coordinator, a sink and a store. Each call from the engine is a step,
 * and at chosen steps a fault happens. Every effect is checked when it happens; a broken promise
 * throws {@link Violation}.
 */
final class HistoryWorld {
  private static final int MOST_STEPS = 5_000;
  private static final int MOST_RUNS = 20;

  /** Enough for the engine to notice a fault and to begin to end. */
  static final int FEW_STEPS = 6;

  static final MySqlSource SOURCE =
      MySqlSource.builder("scripted", 1).credentials("u", () -> "p").serverId(1).build();

  /** A promise that was broken. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  /**
   * The setup of the engine and its environment.
   *
   * @param budget bytes; a small one splits transactions and keeps nothing of XA transactions
   * @param chunk how many events the reader hands over together
   * @param acknowledges whether the sink acknowledges by itself
   * @param flushEvents when the sink is flushed, in events
   * @param sends whether events accepted by a closed sink still arrive
   * @param beats whether the sink wants heartbeats
   */
  record Setup(
      long budget,
      int chunk,
      boolean acknowledges,
      int flushEvents,
      boolean sends,
      boolean beats) {}

  final ScriptedBinlog binlog;
  final Setup setup;
  private final Map<Integer, HistoryFault> faults;
  final Map<Long, Integer> ordinals;
  final List<ScriptedBinlog.Row> expected;

  private final Time time = new Time();
  final HistoryStore store = new HistoryStore(this);
  private final InMemorySchemaStore schemas = new InMemorySchemaStore();
  final List<String> journal = new ArrayList<>();

  // The target: what is durable, in order.
  final List<Integer> durable = new ArrayList<>();

  private int step;
  private long epoch;
  private @Nullable Engine engine;
  @Nullable EngineParts parts;
  private @Nullable HistorySource source;
  @Nullable HistoryLease lease;
  private int confirmedAt;
  boolean sourceEnds;
  private boolean sinkFails;
  private boolean sinkDies;
  boolean storeFails;
  boolean storeIsSlow;
  private boolean cutsPreparedRead;
  private boolean pausing;
  private boolean isStopRequested;
  String server = "server-1";

  /** Rows that this term has handed out, and whether something has happened that repeats them. */
  private final Set<Integer> handedOut = new HashSet<>();

  /** Rows that the engine knows to be durable in this term. */
  final Set<Integer> acknowledgedInTerm = new HashSet<>();

  private @Nullable Violation broken;
  private boolean sinkHasFailed;
  private boolean failedOver;

  /** Whether something has happened on which the policy stops. */
  private boolean mayEndInFailure;

  HistoryWorld(ScriptedBinlog binlog, Setup setup, Map<Integer, HistoryFault> faults) {
    this.binlog = binlog;
    this.setup = setup;
    this.faults = faults;
    this.expected = binlog.rows();
    this.ordinals =
        IntStream.range(0, expected.size())
            .boxed()
            .collect(Collectors.toMap(i -> expected.get(i).id(), i -> i));
  }

  /** Runs pipelines one after the other until everything is delivered; returns the steps taken. */
  int run() {
    for (int run = 0; !isComplete(); run++) {
      if (run == MOST_RUNS) {
        throw violation("not complete after " + run + " starts");
      }
      runOnce();
    }
    return step;
  }

  private boolean isComplete() {
    Checkpoint stored = store.stored;
    return stored != null
        && stored.position().offset() == lastOffset()
        && durable.size() == expected.size();
  }

  private long lastOffset() {
    List<BinlogEvent> all = binlog.read(ScriptedBinlog.start(), SOURCE, server);
    return all.get(all.size() - 1).end();
  }

  private void runOnce() {
    isStopRequested = false;
    pausing = false;
    sourceEnds = false;
    sinkFails = false;
    sinkDies = false;
    storeFails = false;
    mayEndInFailure = false;
    var created = EngineParts.of(config(), time, new Sources());
    var running = new Engine(created);
    parts = created;
    engine = running;
    created.state().started();
    journal.add("start");
    try {
      running.run();
    } finally {
      Thread.interrupted();
    }
    if (broken != null) {
      throw broken;
    }
    PipelineStatus status = running.status();
    if (!status.state().isFinal()) {
      throw violation("ended in state " + status.state());
    }
    HistoryLease last = lease;
    if (last != null && !last.closed) {
      throw violation("the lease was not given up");
    }
    boolean isFailed = status.state() == PipelineState.FAILED;
    if (isFailed ? !mayEndInFailure : !isStopRequested) {
      throw violation(
          "ended in state " + status.state() + " without a reason: " + status.failure());
    }
  }

  private EngineConfig config() {
    return new EngineConfig(
        "scripted",
        SOURCE,
        TableFilter.include("shop.t"),
        new ChangeFilters(ColumnFilter.all(), RowFilter.all(), KindFilter.all()),
        context -> newSink(context),
        store,
        schemas,
        new ScriptedCoordinator(),
        FlushPolicy.every(Duration.ofMillis(100)).orEvents(setup.flushEvents()),
        failure ->
            failure.isPermanent() ? new ErrorPolicy.Stop() : new ErrorPolicy.Retry(Duration.ZERO),
        setup.budget(),
        Duration.ofMillis(1),
        Duration.ofSeconds(1),
        List.of(),
        Clock.systemUTC());
  }

  /**
   * Creates a violation. The engine treats errors of its environment as failures, so the first one
   * is kept.
   */
  Violation violation(String what) {
    if (broken != null) {
      return broken;
    }
    List<String> last = journal.subList(Math.max(0, journal.size() - 60), journal.size());
    broken =
        new Violation(
            "%s%nsetup %s, faults %s%n%s".formatted(what, setup, faults, String.join("\n", last)));
    return broken;
  }

  /** Records a call from the engine; a fault due at this step happens first. */
  void step(String what) {
    step++;
    journal.add(step + " " + what);
    if (broken != null || step > MOST_STEPS) {
      throw violation("no progress in " + MOST_STEPS + " steps");
    }
    if (step == confirmedAt && lease != null) {
      lease.suspect = false;
    }
    HistoryFault fault = faults.get(step);
    if (fault != null) {
      journal.add("   " + fault);
      strike(fault);
    }
  }

  /** Returns the number of the current step. */
  int now() {
    return step;
  }

  private void strike(HistoryFault fault) {
    Engine running = Objects.requireNonNull(engine);
    switch (fault) {
      case STOP -> stop();
      case FORCE -> {
        stop();
        Objects.requireNonNull(parts).control().force();
      }
      case PAUSE -> {
        pausing = true;
        running.pause(true);
      }
      case REVOKE -> revoke();
      case REVOKE_UNNOTICED -> {
        if (lease != null) {
          lease.lose();
        }
      }
      case SUSPECT, SUSPECT_AND_REVOKE -> suspect(fault == HistoryFault.SUSPECT_AND_REVOKE);
      case SUSPECT_BRIEFLY -> {
        suspect(false);
        confirmedAt = step + FEW_STEPS;
      }
      case SOURCE_ENDS -> {
        sourceEnds = true;
        mayEndInFailure = true;
      }
      case CUT -> cut();
      case FAIL_OVER -> {
        server = server + "'";
        cut();
        failedOver = true;
      }
      case SINK_FAILS -> {
        sinkFails = true;
        sinkHasFailed = true;
      }
      case SINK_DIES -> {
        sinkDies = true;
        mayEndInFailure = true;
      }
      case STORE_FAILS -> storeFails = true;
      case STORE_IS_SLOW -> storeIsSlow = true;
      case STRAY_INTERRUPT -> {
        Thread.currentThread().interrupt();
        mayEndInFailure = true;
      }
    }
  }

  private void stop() {
    isStopRequested = true;
    Objects.requireNonNull(engine).stop();
  }

  private void revoke() {
    HistoryLease current = lease;
    if (current != null) {
      current.revoke();
    }
  }

  private void suspect(boolean revokes) {
    HistoryLease current = lease;
    if (current != null && !current.revoked) {
      current.suspect = true;
      current.revokesOnWait = revokes;
      current.invalidSince = step;
    }
  }

  private void cut() {
    cutsPreparedRead = true;
    if (source != null) {
      source.cut();
    }
  }

  /** A clock in which the reader works while the writer waits. */
  private final class Time implements MonotonicClock {
    private long now = Long.MAX_VALUE - 1_000_000;
    private int idle;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long await(Condition condition, long nanos) throws InterruptedException {
      step("wait");
      if (lease != null && lease.revoked) {
        lease.revoke();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("in a wait");
      }
      store.timePasses();
      HistorySource current = source;
      Engine running = Objects.requireNonNull(engine);
      if (pausing && running.status().state() == PipelineState.PAUSED) {
        pausing = false;
        running.pause(false);
        return nanos;
      }
      if (current != null && current.feed()) {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        idle = 0;
        return nanos;
      }
      now += nanos;
      boolean isDone = current != null && current.isAtEnd() && isComplete() && !isStopRequested;
      idle = isDone ? idle + 1 : 0;
      // The last events may still have to be flushed.
      if (idle == 3) {
        settled();
        stop();
      }
      return 0;
    }

    /** Checks that nothing is in flight any more: no memory may be accounted for. */
    private void settled() {
      long held = Objects.requireNonNull(parts).progress().queuedBytes();
      if (held != 0) {
        throw violation(held + " bytes are held although everything is acknowledged");
      }
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      step("sleep");
      if (Thread.interrupted()) {
        throw new InterruptedException("in a sleep");
      }
      store.timePasses();
      now += nanos;
    }
  }

  private final class Sources implements SourceFactory {
    @Override
    public Source open(StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start) {
      var opened =
          new HistorySource(
              HistoryWorld.this, queue, start == null ? ScriptedBinlog.start() : start);
      source = opened;
      return opened;
    }

    @Override
    public PreparedReader prepared(
        MySqlSource from, PreparedTransaction transaction, Consumer<? super Closeable> opening) {
      cutsPreparedRead = false;
      return binlog.prepared(
          from,
          transaction,
          () -> {
            step("packet of a prepared transaction");
            if (cutsPreparedRead) {
              throw new EOFException("cut");
            }
          });
    }
  }

  private final class ScriptedCoordinator implements Coordinator {
    @Override
    public Lease acquire(String pipeline) {
      throw new AssertionError("the pipeline calls the other method");
    }

    @Override
    public Lease acquire(Candidacy candidacy) throws InterruptedException {
      step("acquire");
      if (Thread.interrupted()) {
        throw new InterruptedException("in acquire");
      }
      var granted = new HistoryLease(HistoryWorld.this, ++epoch);
      lease = granted;
      handedOut.clear();
      acknowledgedInTerm.clear();
      sinkHasFailed = false;
      failedOver = false;
      return granted;
    }
  }

  private Sink newSink(SinkContext context) throws Exception {
    step("create a sink");
    effect("creating a sink");
    failIfWanted();
    return setup.acknowledges()
        ? new HistorySink.Acknowledging(this, context)
        : new HistorySink(this, context);
  }

  void effect(String what) {
    Objects.requireNonNull(lease).effect(what);
  }

  void failIfWanted() throws Exception {
    if (sinkDies) {
      sinkDies = false;
      throw new OutOfMemoryError("scripted");
    }
    if (sinkFails) {
      sinkFails = false;
      throw SinkException.retryable("scripted");
    }
  }

  /** Checks that a row is handed out twice only after a failure, and is then marked. */
  void handOut(List<Integer> rows, int attempt) {
    for (int row : rows) {
      boolean isAgain = !handedOut.add(row);
      boolean mayRepeat = failedOver || (sinkHasFailed && !acknowledgedInTerm.contains(row));
      if (isAgain && (attempt == 0 || !mayRepeat)) {
        throw violation(
            "row %d is handed out again in epoch %d, attempt %d".formatted(row, epoch, attempt));
      }
    }
  }
}
