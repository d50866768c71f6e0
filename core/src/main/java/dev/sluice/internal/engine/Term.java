package dev.sluice.internal.engine;

import dev.sluice.Failure.Stage;
import dev.sluice.PipelineState;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.EventKind;
import dev.sluice.event.Gap;
import dev.sluice.event.Origin;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.binlog.EventType;
import dev.sluice.internal.binlog.MalformedEventException;
import dev.sluice.internal.binlog.TransactionPayload;
import dev.sluice.internal.change.ChangeAssembler;
import dev.sluice.internal.change.ChangeOutput;
import dev.sluice.internal.schema.SchemaTracker;
import dev.sluice.position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of one term of leadership: takes what the reader hands over, assembles changes,
 * writes and flushes them, and saves positions. Runs on the writing thread.
 */
final class Term implements ChangeOutput, XaDelivery.Output {
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_BATCH_BYTES = 8L << 20;

  private final EngineConfig config;
  private final Health health;
  private final WriterControl control;
  private final StateMachine state;
  private final Listeners listeners;
  private final Progress progress;
  private final CommitTimes times;
  private final DecodeFailures failures;
  private final StreamQueue queue;
  private final SinkDriver sink;
  private final PositionSaver saver;
  private final SchemaTracker schema;
  private final SourceReader reader;
  private final PurgeWatch purgeWatch;
  private final ChangeAssembler assembler;
  private final ChangeAssembler xaAssembler;
  private final XaDelivery xa;
  private final @Nullable BinlogPosition start;
  private @Nullable BatchBuilder builder;
  private @Nullable BinlogPosition acknowledged;
  private @Nullable BinlogPosition compacted;
  private boolean emitted;
  private long flushDue = Long.MAX_VALUE;

  Term(Services services, TermGate gate, SinkDriver sink, @Nullable BinlogPosition start) {
    this.config = services.config();
    this.health = services.health();
    this.control = services.control();
    this.state = services.state();
    this.listeners = services.listeners();
    this.progress = services.progress();
    this.times = new CommitTimes(progress);
    this.failures = new DecodeFailures(services);
    this.sink = sink;
    this.start = start;
    this.queue = new StreamQueue(config.memoryBudget());
    this.saver = new PositionSaver(services, gate, queue);
    this.schema =
        new SchemaTracker(
            config.name(),
            config.source(),
            config.filters().rowsOf(config.tables()),
            config.schemaStore(),
            gate.lease(),
            start == null);
    this.reader = new SourceReader(config, queue, health, start);
    this.purgeWatch = new PurgeWatch(config, progress);
    this.assembler = assembler();
    // The tables of a prepared transaction are numbered as they were when it was prepared.
    this.xaAssembler = assembler();
    this.xa = new XaDelivery(services, queue, this);
  }

  private ChangeAssembler assembler() {
    return new ChangeAssembler(
        config.name(), config.tables(), config.filters(), schema, sink.interests(), this);
  }

  /**
   * Delivers until asked to stop or until the error policy says so; then saves what is durable and
   * gives the lease up.
   */
  void run() throws Exception {
    progress.termStarted(queue, reader, start);
    reader.start();
    purgeWatch.start();
    PipelineFailedException failed = null;
    try {
      while (!control.isStopRequested()) {
        if (control.isPauseRequested()) {
          pause();
        } else {
          turn();
        }
      }
    } catch (PipelineFailedException e) {
      failed = e;
    } finally {
      reader.close();
      purgeWatch.close();
      schema.close();
    }
    if (failed == null) {
      // Whatever was read but not written is read again by whoever leads next.
      flush();
      acknowledgeIdle();
    }
    sink.closeSink();
    saver.saveAndRelease();
    if (failed != null) {
      throw failed;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same instance: nothing was saved since
  private void turn() throws Exception {
    StreamItem item = queue.poll(nextDeadline(System.nanoTime()));
    if (item != null) {
      take(item);
    }
    emit();
    holds();
    flushIfDue();
    acknowledgeIdle();
    saver.tick(System.nanoTime());
    BinlogPosition durable = saver.durable();
    if (durable != null && durable != compacted) {
      compacted = durable;
      schema.saved(durable);
    }
  }

  /** Delivers nothing until told to go on; what was written is flushed and saved. */
  private void pause() throws Exception {
    flush();
    acknowledgeIdle();
    state.moveTo(PipelineState.PAUSED);
    while (control.isPauseRequested() && !control.isStopRequested()) {
      queue.awaitWakeUp(Math.min(LONGEST_WAIT, saver.dueIn(System.nanoTime())));
      saver.tick(System.nanoTime());
    }
    health.resumed();
  }

  /** Wakes the writer up so that it notices a request. */
  void wakeUp() {
    queue.wakeUp();
    xa.wakeUp();
  }

  private long nextDeadline(long now) {
    long flushIn = flushDue == Long.MAX_VALUE ? LONGEST_WAIT : Math.max(0, flushDue - now);
    return Math.min(LONGEST_WAIT, Math.min(flushIn, saver.dueIn(now)));
  }

  private void flushIfDue() throws Exception {
    if (flushDue != Long.MAX_VALUE && isFlushDue(System.nanoTime())) {
      flush();
    }
  }

  private boolean isFlushDue(long now) {
    return now - flushDue >= 0
        || sink.unflushedEvents() >= config.flush().events()
        || queue.isUnderPressure();
  }

  private void take(StreamItem item) throws Exception {
    if (item instanceof StreamItem.Ended ended) {
      emit();
      flush();
      acknowledgeIdle();
      throw new PipelineFailedException(ended.failure());
    }
    if (item instanceof StreamItem.Connected connected) {
      boolean describesRows =
          connected.describesRows() || !config.filters().statements().includesRows();
      schema.streamStarted(connected.position(), connected.server(), describesRows);
      purgeWatch.use(connected.server());
      xa.connected(connected.server());
      connected(connected.position());
      // Before the position can be saved: from then on its definitions may be asked for.
      prepareStream();
    } else if (item instanceof StreamItem.Gap gap) {
      gap(gap.lost(), gap.resumed());
    } else if (item instanceof StreamItem.Events events) {
      for (BinlogEvent event : events.events()) {
        if (xa.passes(event)) {
          takeOne(assembler, event);
        } else {
          take(event);
        }
      }
      queue.releasePassed();
      events.done().run();
    }
  }

  private void connected(BinlogPosition position) throws Exception {
    assembler.streamStarted();
    BatchBuilder current = builder;
    if (current == null) {
      long maxBytes = Math.min(MAX_BATCH_BYTES, config.memoryBudget() / 4);
      builder = new BatchBuilder(position, maxBytes);
      sink.saveStatesTo(this::saveState);
    } else {
      queue.release(current.abandonOpen());
    }
  }

  private void saveState() throws Exception {
    saver.saveNow(checkpoint(acknowledged == null ? builder().position() : acknowledged));
  }

  private void gap(BinlogPosition lost, BinlogPosition resumed) throws Exception {
    xa.connected(null);
    connected(lost);
    schema.gap();
    report(lost, resumed);
  }

  private void report(BinlogPosition lost, BinlogPosition resumed) {
    if (sink.interests().contains(EventKind.GAP)) {
      Origin origin =
          Origin.builder()
              .timestamp(config.clock().instant())
              .at(resumed.file(), resumed.offset())
              .build();
      builder().add(new Gap(origin, lost, resumed));
    }
    builder().endTransaction(resumed);
    listeners.tell(listener -> listener.onGap(lost, resumed));
  }

  private void take(BinlogEvent event) throws Exception {
    XaDelivery.Next next = xa.take(event);
    boolean isPayload =
        next == XaDelivery.Next.TAKE && event.type() == EventType.TRANSACTION_PAYLOAD;
    if (next != XaDelivery.Next.NOTHING && (!isPayload || takeInner(assembler, event))) {
      takeOne(assembler, event);
    }
  }

  @Override
  public void start() {
    queue.release(builder().abandonOpen());
    xaAssembler.streamStarted();
  }

  @Override
  public boolean deliver(BinlogEvent event) throws Exception {
    if (control.isStopRequested()) {
      return false;
    }
    if (event.type() == EventType.TRANSACTION_PAYLOAD) {
      boolean complete = takeInner(xaAssembler, event);
      queue.release(event.size());
      return complete;
    }
    takeOne(xaAssembler, event);
    flushIfDue();
    return true;
  }

  @Override
  public void commit(BinlogEvent event) throws Exception {
    takeOne(xaAssembler, event);
  }

  @Override
  public void lost(BinlogEvent commit, BinlogPosition resumed) {
    queue.release(builder().abandonOpen() + commit.size());
    report(builder().position(), resumed);
  }

  @Override
  public BinlogPosition position() {
    return builder().position();
  }

  /**
   * Unpacks a compressed transaction piece by piece, acknowledging as it goes; false when asked to
   * stop before its end.
   */
  private boolean takeInner(ChangeAssembler target, BinlogEvent envelope) throws Exception {
    try (var payload = TransactionPayload.open(envelope)) {
      BinlogEvent event = payload.next();
      while (event != null) {
        if (control.isStopRequested()) {
          return false;
        }
        queue.charge(event.size());
        takeOne(target, event);
        flushIfDue();
        event = payload.next();
      }
      return true;
    } catch (MalformedEventException e) {
      throw new PipelineFailedException(health.failed(Stage.DECODE, e, true).failure());
    }
  }

  private void takeOne(ChangeAssembler target, BinlogEvent event) throws Exception {
    BatchBuilder batches = builder();
    emitted = false;
    assemble(target, event);
    if (emitted) {
      batches.hold(event.size());
      times.holds(event);
    } else {
      queue.pass(event.size());
    }
    BinlogPosition end = event.position();
    if (end != null) {
      times.ended(event);
      batches.endTransaction(end);
      if (batches.isFull()) {
        emit(batches.takeComplete());
      }
    } else if (emitted && event.group() == null) {
      // A heartbeat: complete by itself.
      batches.endTransaction(batches.position());
    } else if (batches.isOversized()) {
      emit(batches.takeComplete());
      emit(batches.takePart());
    }
    if (EventType.isHeartbeat(event.type()) && isIdle()) {
      progress.idle(event.file(), event.end());
    }
  }

  /** Whether everything that was read is acknowledged. */
  private boolean isIdle() {
    BatchBuilder batches = builder();
    return batches.oldest() == null
        && sink.oldestUnacknowledged() == null
        && isAcknowledged(batches.position());
  }

  /** Tells what the oldest change is that was read and is not acknowledged. */
  private void holds() {
    Pending written = sink.oldestUnacknowledged();
    ChangeEvent oldest =
        written != null
            ? written.batch().events().get(0)
            : builder == null ? null : builder.oldest();
    Instant committed = oldest == null ? null : Progress.committed(oldest.origin());
    times.holdsNothingBefore(oldest != null, committed);
  }

  private void assemble(ChangeAssembler target, BinlogEvent event) throws Exception {
    int known = builder().openSize();
    boolean isDone = false;
    while (!isDone) {
      try {
        accept(target, event);
        failures.recovered();
        isDone = true;
      } catch (RuntimeException e) {
        isDone = !failures.mayRetry(e);
        if (isDone) {
          failures.leaveOut(event, e, builder().position());
          builder().truncateOpen(known);
          emitted = false;
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the other one is given what lies behind the stream
  private void accept(ChangeAssembler target, BinlogEvent event) {
    if (target == assembler && schema.accept(event)) {
      assembler.definitionsChanged();
      xaAssembler.definitionsChanged();
    }
    target.accept(event);
  }

  private void prepareStream() throws Exception {
    boolean isDone = false;
    while (!isDone) {
      try {
        schema.prepareStream();
        failures.recovered();
        isDone = true;
      } catch (RuntimeException e) {
        isDone = !failures.mayRetry(e);
        if (isDone) {
          failures.leaveOut(null, e, builder().position());
        }
      }
    }
  }

  @Override
  public void change(ChangeEvent event) {
    emitted = true;
    builder().add(event);
  }

  @Override
  public void rollback() {
    BatchBuilder batches = builder();
    if (batches.isSplit()) {
      throw new MalformedEventException(
          "a transaction after "
              + batches.position()
              + " was rolled back after part of it had been delivered");
    }
    queue.release(batches.abandonOpen());
  }

  private BatchBuilder builder() {
    BatchBuilder current = builder;
    if (current == null) {
      throw new IllegalStateException("events before the stream was connected");
    }
    return current;
  }

  /** Hands over what is complete, unless more is waiting and would make a better batch. */
  private void emit() throws Exception {
    if (builder != null && queue.isEmpty()) {
      emit(builder.takeComplete());
    }
  }

  private void emit(@Nullable Pending batch) throws Exception {
    if (batch != null) {
      if (flushDue == Long.MAX_VALUE) {
        flushDue = System.nanoTime() + config.flush().interval().toNanos();
      }
      sink.write(batch);
    }
  }

  private void flush() throws Exception {
    flushDue = Long.MAX_VALUE;
    if (sink.oldestUnacknowledged() == null) {
      return;
    }
    SinkDriver.Flushed flushed = sink.flush();
    if (flushed == null) {
      return;
    }
    queue.release(flushed.bytes());
    BinlogPosition position = flushed.position();
    acknowledged = position;
    saver.offer(checkpoint(position));
    Duration lag = progress.since(flushed.committed());
    progress.acknowledged(position, flushed.events(), lag);
    holds();
    listeners.tell(listener -> listener.onAcknowledged(position, flushed.events(), lag));
  }

  private Checkpoint checkpoint(BinlogPosition position) {
    return sink.sinkState()
        .map(state -> Checkpoint.of(position, state))
        .orElseGet(() -> Checkpoint.of(position));
  }

  @SuppressWarnings("ReferenceEquality") // the same instance: nothing moved; equals reads GTID sets
  private boolean isAcknowledged(BinlogPosition position) {
    return position == acknowledged;
  }

  /** Moves the position past transactions without captured changes once nothing is in flight. */
  private void acknowledgeIdle() {
    if (builder == null || builder.hasComplete() || sink.oldestUnacknowledged() != null) {
      return;
    }
    BinlogPosition position = builder.position();
    if (!isAcknowledged(position)) {
      acknowledged = position;
      saver.offer(checkpoint(position));
      Instant committed = times.last();
      Duration lag = progress.since(committed);
      progress.acknowledged(position, 0, lag);
      if (committed != null) {
        listeners.tell(listener -> listener.onAcknowledged(position, 0, lag));
      }
    }
  }
}
