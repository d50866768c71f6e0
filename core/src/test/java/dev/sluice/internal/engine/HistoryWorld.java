package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.FlushPolicy;
import dev.sluice.PipelineState;
import dev.sluice.PipelineStatus;
import dev.sluice.coordination.Candidacy;
import dev.sluice.coordination.Coordinator;
import dev.sluice.coordination.Lease;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.EventKind;
import dev.sluice.event.PreparedTransaction;
import dev.sluice.event.RowChange;
import dev.sluice.filter.ColumnFilter;
import dev.sluice.filter.RowFilter;
import dev.sluice.filter.StatementFilter;
import dev.sluice.filter.TableFilter;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.binlog.PreparedReader;
import dev.sluice.internal.binlog.ScriptedBinlog;
import dev.sluice.internal.change.ChangeFilters;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.position.Checkpoint;
import dev.sluice.position.PositionStore;
import dev.sluice.schema.InMemorySchemaStore;
import dev.sluice.sink.Acknowledgement;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkContext;
import dev.sluice.sink.SinkException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything around an engine, on one thread: a scripted binlog, a clock in which time passes only
 * while the engine waits, a coordinator, a sink and a store. Each call from the engine is a step,
 * and at chosen steps a fault happens. Checks every effect when it happens, and throws {@link
 * Violation} where a promise is broken.
 */
final class HistoryWorld {
  private static final int MOST_STEPS = 5_000;
  private static final int MOST_RUNS = 20;

  /** Enough for the engine to notice a fault and to begin to end. */
  private static final int FEW_STEPS = 6;

  private static final MySqlSource SOURCE =
      MySqlSource.builder("scripted", 1).credentials("u", () -> "p").serverId(1).build();

  /** What can happen at a step. */
  enum Fault {
    /** The application asks to stop. */
    STOP,
    /** The time for stopping is up. */
    FORCE,
    /** The application pauses the pipeline, and lets it go on when it rests. */
    PAUSE,
    /** The lease is lost. */
    REVOKE,
    /** The lease is lost, and the engine is told so a little later. */
    REVOKE_UNNOTICED,
    /** The lease is suspect until the engine waits for it. */
    SUSPECT,
    /** The lease is suspect for a few steps. */
    SUSPECT_BRIEFLY,
    /** The lease is suspect, and lost when the engine waits for it. */
    SUSPECT_AND_REVOKE,
    /** The connection breaks; the next one is to the same server. */
    CUT,
    /** The connection breaks; the next one is to another server. */
    FAIL_OVER,
    /** The reader gives up. */
    SOURCE_ENDS,
    /** The next call of the sink or its factory fails. */
    SINK_FAILS,
    /** The next call of the sink or its factory throws an error, which ends the pipeline. */
    SINK_DIES,
    /** The next save or load fails. */
    STORE_FAILS,
    /** The next save takes until the engine waits. */
    STORE_IS_SLOW,
    /** Other code interrupts the writing thread. */
    STRAY_INTERRUPT
  }

  /** A promise that was broken. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  /**
   * How the engine and its neighbours are set up.
   *
   * @param budget bytes; a small one splits transactions and keeps nothing of XA transactions
   * @param chunk how many events the reader hands over together
   * @param acknowledges whether the sink acknowledges by itself
   * @param flushEvents when the sink is flushed, in events
   * @param sends whether what a closed sink had accepted arrives nevertheless
   * @param beats whether the sink wants heartbeats
   */
  record Setup(
      long budget,
      int chunk,
      boolean acknowledges,
      int flushEvents,
      boolean sends,
      boolean beats) {}

  private final ScriptedBinlog binlog;
  private final Setup setup;
  private final Map<Integer, Fault> faults;
  private final Map<Long, Integer> ordinals;
  private final List<ScriptedBinlog.Row> expected;

  private final Time time = new Time();
  private final Store store = new Store();
  private final InMemorySchemaStore schemas = new InMemorySchemaStore();
  private final List<String> journal = new ArrayList<>();

  // The target: what is durable, in order.
  private final List<Integer> durable = new ArrayList<>();

  private int step;
  private long epoch;
  private @Nullable Engine engine;
  private @Nullable EngineParts parts;
  private @Nullable ScriptedSource source;
  private @Nullable ScriptedLease lease;
  private int confirmedAt;
  private boolean sourceEnds;
  private boolean sinkFails;
  private boolean sinkDies;
  private boolean storeFails;
  private boolean storeIsSlow;
  private boolean cutsPreparedRead;
  private boolean pausing;
  private boolean isStopRequested;
  private String server = "server-1";

  /** Rows that this term has handed out, and whether something has happened that repeats them. */
  private final Set<Integer> handedOut = new HashSet<>();

  /** Rows that the engine knows to be durable in this term. */
  private final Set<Integer> acknowledgedInTerm = new HashSet<>();

  private @Nullable Violation broken;
  private boolean sinkHasFailed;
  private boolean failedOver;

  /** Whether something has happened that the policy answers by stopping. */
  private boolean mayEndInFailure;

  HistoryWorld(ScriptedBinlog binlog, Setup setup, Map<Integer, Fault> faults) {
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
    ScriptedLease last = lease;
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
        new ChangeFilters(ColumnFilter.all(), RowFilter.all(), StatementFilter.all()),
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

  /** The engine treats errors of its neighbours as failures, so the first is kept. */
  private Violation violation(String what) {
    if (broken != null) {
      return broken;
    }
    List<String> last = journal.subList(Math.max(0, journal.size() - 60), journal.size());
    broken =
        new Violation(
            "%s%nsetup %s, faults %s%n%s".formatted(what, setup, faults, String.join("\n", last)));
    return broken;
  }

  /** A call from the engine; what is to happen at it happens first. */
  private void step(String what) {
    step++;
    journal.add(step + " " + what);
    if (broken != null || step > MOST_STEPS) {
      throw violation("no progress in " + MOST_STEPS + " steps");
    }
    if (step == confirmedAt && lease != null) {
      lease.suspect = false;
    }
    Fault fault = faults.get(step);
    if (fault != null) {
      journal.add("   " + fault);
      strike(fault);
    }
  }

  private void strike(Fault fault) {
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
      case SUSPECT, SUSPECT_AND_REVOKE -> suspect(fault == Fault.SUSPECT_AND_REVOKE);
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
    ScriptedLease current = lease;
    if (current != null) {
      current.revoke();
    }
  }

  private void suspect(boolean revokes) {
    ScriptedLease current = lease;
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

  /** The passing of time: the reader works while the writer waits. */
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
      ScriptedSource current = source;
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
      // What came last may still have to be flushed.
      if (idle == 3) {
        settled();
        stop();
      }
      return 0;
    }

    /** Nothing is in flight any more: no memory may be accounted for. */
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
      var opened = new ScriptedSource(queue, start == null ? ScriptedBinlog.start() : start);
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

  /** The reader: feeds the queue when it is empty. */
  private final class ScriptedSource implements Source {
    private final StreamQueue queue;
    private final Deque<BinlogEvent> events = new ArrayDeque<>();
    private BinlogPosition next;
    private boolean connected;
    private boolean closed;

    ScriptedSource(StreamQueue queue, BinlogPosition start) {
      this.queue = queue;
      this.next = start;
    }

    void cut() {
      connected = false;
      events.clear();
    }

    boolean feed() throws InterruptedException {
      if (closed || !queue.isEmpty()) {
        return false;
      }
      if (sourceEnds) {
        sourceEnds = false;
        closed = true;
        var cause = new CdcException("scripted");
        Health health = Objects.requireNonNull(parts).health();
        queue.put(new StreamItem.Ended(health.fatal(Failure.Stage.SOURCE, cause).failure()));
        return true;
      }
      if (!connected) {
        connected = true;
        events.addAll(binlog.read(next, SOURCE, server));
        journal.add("   connected to " + server + " at " + next.offset());
        queue.put(new StreamItem.Connected(next, SOURCE, server, true));
        return true;
      }
      if (events.isEmpty()) {
        return false;
      }
      List<BinlogEvent> chunk = new ArrayList<>();
      long bytes = 0;
      while (chunk.size() < setup.chunk() && !events.isEmpty()) {
        BinlogEvent event = events.removeFirst();
        chunk.add(event);
        bytes += event.size();
        next = event.position() == null ? next : event.position();
      }
      queue.put(new StreamItem.Events(chunk, bytes, () -> {}));
      return true;
    }

    boolean isAtEnd() {
      return connected && events.isEmpty();
    }

    @Override
    public void start() {
      step("start reading");
    }

    @Override
    public @Nullable BinlogPosition received() {
      return next;
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
      closed = true;
    }

    @Override
    public void close() {
      closed = true;
      // It takes time until the reader has ended.
      for (int i = 0; i < FEW_STEPS; i++) {
        step("close the source");
      }
    }
  }

  private final class ScriptedCoordinator implements Coordinator {
    @Override
    public Lease acquire(String destination) {
      throw new AssertionError("the pipeline calls the other method");
    }

    @Override
    public Lease acquire(Candidacy candidacy) throws InterruptedException {
      step("acquire");
      if (Thread.interrupted()) {
        throw new InterruptedException("in acquire");
      }
      var granted = new ScriptedLease(++epoch);
      lease = granted;
      handedOut.clear();
      acknowledgedInTerm.clear();
      sinkHasFailed = false;
      failedOver = false;
      return granted;
    }
  }

  private final class ScriptedLease implements Lease {
    private final long epoch;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean suspect;
    private boolean revokesOnWait;
    private boolean revoked;
    private boolean closed;

    /** Whether the gate was found open since the last effect. */
    private boolean asked;

    /** The step at which it became invalid. */
    private int invalidSince;

    ScriptedLease(long epoch) {
      this.epoch = epoch;
    }

    void lose() {
      if (!revoked) {
        revoked = true;
        invalidSince = step;
      }
    }

    void revoke() {
      lose();
      List<Runnable> due = List.copyOf(actions);
      actions.clear();
      due.forEach(Runnable::run);
    }

    /** An effect that others can see happens now. */
    void effect(String what) {
      boolean invalid = suspect || revoked || closed;
      if (!asked || (invalid && invalidSince != step)) {
        throw violation(
            what
                + " without asking the gate, under "
                + (invalid ? "an invalid" : "a valid")
                + " lease");
      }
      asked = false;
    }

    @Override
    public String destination() {
      return "scripted";
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public boolean isValid() {
      step("gate");
      asked = !suspect && !revoked && !closed;
      return asked;
    }

    @Override
    public void await() throws InterruptedException {
      step("wait for the lease");
      if (Thread.interrupted()) {
        throw new InterruptedException("in a wait for the lease");
      }
      if (suspect && revokesOnWait) {
        revoke();
        Thread.interrupted();
      }
      if (revoked) {
        throw new LeaseLostException("revoked");
      }
      suspect = false;
      asked = true;
    }

    @Override
    public void onRevoked(Runnable action) {
      actions.add(action);
      if (revoked) {
        revoke();
      }
    }

    @Override
    public void close() {
      closed = true;
      invalidSince = step;
    }
  }

  private Sink newSink(SinkContext context) throws Exception {
    step("create a sink");
    effect("creating a sink");
    failIfWanted();
    return setup.acknowledges() ? new AcknowledgingSink(context) : new FlushedSink(context);
  }

  private void effect(String what) {
    Objects.requireNonNull(lease).effect(what);
  }

  private void failIfWanted() throws Exception {
    if (sinkDies) {
      sinkDies = false;
      throw new OutOfMemoryError("scripted");
    }
    if (sinkFails) {
      sinkFails = false;
      throw SinkException.retryable("scripted", null);
    }
  }

  /**
   * A sink that appends rows to a log, and leaves the length of the log as its state. It recognises
   * what the log holds beyond the state it was given, and does not append that again.
   */
  private class FlushedSink implements Sink {
    final Deque<List<Integer>> accepted = new ArrayDeque<>();
    private final int end = durable.size();
    private int state;
    long batches;
    private boolean failed;
    private boolean closed;

    FlushedSink(SinkContext context) {
      this.state = context.checkpoint().map(bytes -> (int) bytes[0]).orElse(0);
    }

    final void use() {
      if (failed || closed) {
        throw violation("a sink is used after it " + (failed ? "failed" : "was closed"));
      }
    }

    @Override
    public final Set<EventKind> interests() {
      Set<EventKind> rows = EnumSet.of(EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE);
      if (setup.beats()) {
        rows.add(EventKind.HEARTBEAT);
      }
      return rows;
    }

    @Override
    public final void write(EventBatch batch) throws Exception {
      step("write " + batch);
      use();
      effect("a write");
      List<Integer> rows = new ArrayList<>();
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowChange change) {
          rows.add(ordinals.get(change.row().getLong("id")));
        }
      }
      journal.add("   rows " + rows + " attempt " + batch.attempt());
      handOut(rows, batch.attempt());
      mayFail();
      accepted.add(rows);
    }

    @Override
    public final void flush() throws Exception {
      step("flush");
      use();
      effect("a flush");
      mayFail();
      while (!accepted.isEmpty()) {
        makeDurable();
      }
    }

    /** Many sinks make an exception of their own of an interrupt. */
    final void mayFail() throws Exception {
      failed = true;
      failIfWanted();
      if (Thread.interrupted()) {
        throw SinkException.permanent("interrupted", new InterruptedException());
      }
      if (Objects.requireNonNull(lease).revoked) {
        throw SinkException.permanent("may send nothing any more", null);
      }
      failed = false;
    }

    final void makeDurable() {
      batches++;
      for (int row : accepted.removeFirst()) {
        boolean isRecognised = row == state && row < end;
        if (!isRecognised) {
          append(row);
        }
        if (!closed) {
          acknowledgedInTerm.add(row);
        }
        state = row + 1;
      }
    }

    private void append(int row) {
      if (row != durable.size()) {
        throw violation(
            "row %d is %s: the log has %d rows"
                .formatted(
                    row, row < durable.size() ? "there twice" : "too early", durable.size()));
      }
      durable.add(row);
    }

    final byte[] state() {
      return new byte[] {(byte) state};
    }

    @Override
    public final Optional<byte[]> checkpoint() {
      use();
      return Optional.of(state());
    }

    @Override
    public final void close() {
      step("close the sink");
      // What was sent may have arrived, although nobody was told.
      closed = true;
      while (setup.sends() && !accepted.isEmpty()) {
        makeDurable();
      }
    }
  }

  /** A sink that makes a batch durable each time it is asked. */
  private final class AcknowledgingSink extends FlushedSink {
    AcknowledgingSink(SinkContext context) {
      super(context);
    }

    @Override
    public Optional<Acknowledgement> acknowledged() throws Exception {
      step("say what is durable");
      use();
      mayFail();
      if (!accepted.isEmpty()) {
        makeDurable();
      }
      return Optional.of(Acknowledgement.of(batches, state()));
    }
  }

  /** A row is handed out twice only after a failure, and then says so. */
  private void handOut(List<Integer> rows, int attempt) {
    for (int row : rows) {
      boolean isAgain = !handedOut.add(row);
      boolean mayRepeat = failedOver || (sinkHasFailed && !acknowledgedInTerm.contains(row));
      if (isAgain && (attempt == 0 || !mayRepeat)) {
        throw violation(
            "row %d is handed out again in epoch %d, attempt %d".formatted(row, epoch, attempt));
      }
    }
  }

  private final class Store implements PositionStore {
    private @Nullable Checkpoint stored;
    private @Nullable Checkpoint pending;
    private @Nullable CompletableFuture<Void> slow;
    private int waits;

    @Override
    public Optional<Checkpoint> load(Lease lease) throws IOException {
      step("load");
      if (storeFails) {
        storeFails = false;
        throw new IOException("scripted");
      }
      // A save that was in flight may take effect as late as this, and no later.
      complete();
      return Optional.ofNullable(stored);
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      step("save " + checkpoint.position().offset());
      effect("a save");
      check(checkpoint);
      if (slow != null) {
        throw violation("two saves are in flight");
      }
      if (storeFails) {
        storeFails = false;
        return CompletableFuture.failedFuture(new IOException("scripted"));
      }
      if (storeIsSlow) {
        storeIsSlow = false;
        pending = checkpoint;
        var begun = new CompletableFuture<Void>();
        slow = begun;
        waits = 0;
        return begun;
      }
      stored = checkpoint;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
      step("save and release " + checkpoint.position().offset());
      effect("the last save");
      check(checkpoint);
      lease.close();
      if (storeFails) {
        storeFails = false;
        throw new IOException("scripted");
      }
      stored = checkpoint;
    }

    /** A slow save is complete after some time. */
    void timePasses() {
      if (++waits > 4) {
        complete();
      }
    }

    void complete() {
      CompletableFuture<Void> begun = slow;
      Checkpoint checkpoint = pending;
      slow = null;
      pending = null;
      if (begun != null && checkpoint != null) {
        stored = checkpoint;
        begun.complete(null);
      }
    }

    /** Everything before the position is durable, and the state is that of exactly this place. */
    private void check(Checkpoint checkpoint) {
      BinlogPosition position = checkpoint.position();
      Checkpoint before = stored;
      if (before != null && before.position().offset() > position.offset()) {
        throw violation("the position goes back to " + position.offset());
      }
      int covered = 0;
      for (ScriptedBinlog.Row row : expected) {
        covered += row.end() <= position.offset() ? 1 : 0;
      }
      if (!new HashSet<>(durable).containsAll(range(covered))) {
        throw violation(
            "position %d is saved, which has %d rows before it, and durable are %s"
                .formatted(position.offset(), covered, durable));
      }
      int state = checkpoint.sinkState().map(bytes -> (int) bytes[0]).orElse(-1);
      if (state != covered) {
        throw violation(
            "position %d has %d rows before it, and is saved with the state after %d"
                .formatted(position.offset(), covered, state));
      }
    }

    private static List<Integer> range(int count) {
      return IntStream.range(0, count).boxed().toList();
    }
  }
}
