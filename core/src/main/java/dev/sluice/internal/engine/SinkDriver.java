package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.DeadLetter;
import dev.sluice.ErrorPolicy;
import dev.sluice.ErrorPolicy.Decision;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.EventKind;
import dev.sluice.event.RowChange;
import dev.sluice.event.SchemaChange;
import dev.sluice.internal.decode.DecodeException;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drives the sink of a term: creates it, writes and flushes, and after a failure replaces it and
 * writes again what was not flushed, all at once or in pieces as the error policy says. Used by the
 * writing thread.
 */
final class SinkDriver {
  private static final System.Logger logger = System.getLogger(SinkDriver.class.getName());

  private final EngineConfig config;
  private final Health health;
  private final WriterControl control;
  private final Listeners listeners;
  private final Telemetry telemetry;
  private final TermGate gate;
  private TermContext context;
  private @Nullable Sink sink;
  // What is durable or was given up, but not acknowledged to the term yet.
  private final List<Pending> settled = new ArrayList<>();
  private final Deque<Pending> unflushed = new ArrayDeque<>();
  private int unflushedEvents;
  private int lostEvents;
  private int refusedInARow;
  private Set<EventKind> interests = Set.of();
  private boolean isStateNew;
  private @Nullable StateSaver stateSaver;

  SinkDriver(Services services, TermGate gate, TermContext context) {
    this.config = services.config();
    this.health = services.health();
    this.control = services.control();
    this.listeners = services.listeners();
    this.telemetry = services.telemetry();
    this.gate = gate;
    this.context = context;
  }

  /**
   * What was acknowledged by a flush.
   *
   * @param events how many events
   * @param bytes the memory they held
   * @param last the last batch
   */
  record Flushed(int events, long bytes, EventBatch last) {

    BinlogPosition position() {
      return last.position();
    }

    /** When the last event was committed; null when the server does not say. */
    @Nullable Instant committed() {
      return Progress.committed(last.events().get(last.events().size() - 1).origin());
    }
  }

  /** Makes {@link #sinkState()} durable. */
  interface StateSaver {
    void save() throws Exception;
  }

  /** Creates the first sink and returns where it wants to resume, if it knows. */
  Optional<BinlogPosition> open() throws Exception {
    while (true) {
      Sink created = sink();
      try {
        Optional<BinlogPosition> resume = created.resumePosition();
        interests = Set.copyOf(created.interests());
        health.recovered(Stage.SINK);
        return resume;
      } catch (Exception e) {
        decide(e, Health.RETRY);
      }
    }
  }

  /** The kinds of events the sink wants; known once it is open. */
  Set<EventKind> interests() {
    return interests;
  }

  private Sink sink() throws Exception {
    while (true) {
      Sink current = sink;
      if (current != null) {
        return current;
      }
      try {
        gate.await();
        Sink created = config.sink().create(context);
        sink = created;
        created.checkpoint().ifPresent(this::remember);
      } catch (Exception e) {
        decide(e, Health.RETRY);
      }
      saveNewState();
    }
  }

  private void remember(byte[] state) {
    isStateNew |= !Arrays.equals(state, context.sinkState().orElse(null));
    context = context.with(state);
  }

  /**
   * Where sinks that begin with a new state get it saved before their first write; until it is
   * known, none may write.
   */
  void saveStatesTo(StateSaver saver) throws Exception {
    stateSaver = saver;
    saveNewState();
  }

  private void saveNewState() throws Exception {
    if (isStateNew && stateSaver != null) {
      stateSaver.save();
      isStateNew = false;
    }
  }

  /** What the sink last wanted to remember. */
  Optional<byte[]> sinkState() {
    return context.checkpoint();
  }

  /** How many events were written since the last flush. */
  int unflushedEvents() {
    return unflushedEvents;
  }

  /** The oldest batch that was not acknowledged by {@link #flush()}. */
  @Nullable Pending oldestUnacknowledged() {
    return settled.isEmpty() ? unflushed.peekFirst() : settled.get(0);
  }

  /** Writes a batch. */
  void write(Pending pending) throws Exception {
    unflushed.addLast(pending);
    unflushedEvents += pending.size();
    Sink target = sink();
    try {
      write(target, pending);
    } catch (Exception e) {
      redeliver(e, pending);
    }
  }

  private void write(Sink target, Pending pending) throws Exception {
    gate.await();
    telemetry.writing(pending, () -> target.write(pending.batch()));
  }

  /** Flushes; returns what became durable, or null when nothing was written. */
  @Nullable Flushed flush() throws Exception {
    return telemetry.flushing(this::flushAll);
  }

  private @Nullable Flushed flushAll() throws Exception {
    if (!unflushed.isEmpty()) {
      Sink target = sink();
      try {
        flush(target);
        accepted(new Run(List.copyOf(unflushed)));
        settle();
      } catch (Exception e) {
        redeliver(e, null);
      }
    }
    if (settled.isEmpty()) {
      return null;
    }
    int events = settled.stream().mapToInt(Pending::size).sum() - lostEvents;
    long bytes = settled.stream().mapToLong(Pending::bytes).sum();
    var flushed = new Flushed(events, bytes, settled.get(settled.size() - 1).batch());
    settled.clear();
    lostEvents = 0;
    return flushed;
  }

  private void flush(Sink target) throws Exception {
    gate.await();
    target.flush();
    // Saved together with the position that this flush acknowledges.
    target.checkpoint().ifPresent(state -> context = context.with(state));
  }

  private void settle() {
    settled.addAll(unflushed);
    unflushed.clear();
    unflushedEvents = 0;
    health.recovered(Stage.SINK);
  }

  /**
   * Replaces the sink and delivers everything again that was not flushed, until all of it is
   * durable or was given up.
   */
  private void redeliver(Exception first, @Nullable Pending refused) throws Exception {
    Deque<Run> todo = new ArrayDeque<>();
    failed(new Run(List.copyOf(unflushed)), refused, first, todo);
    while (!todo.isEmpty()) {
      Run run = todo.removeFirst().redelivered();
      Sink target = sink();
      Pending suspect = null;
      try {
        for (Pending pending : run.batches()) {
          suspect = pending;
          write(target, pending);
        }
        suspect = null;
        flush(target);
        accepted(run);
      } catch (Exception e) {
        failed(run, suspect, e, todo);
      }
    }
    settle();
  }

  private void accepted(Run run) {
    if (refusedInARow > 0 && run.batches().stream().anyMatch(SinkDriver::holdsChanges)) {
      refusedInARow = 0;
    }
  }

  /** Whether it says more than where transactions begin and end: any sink accepts that. */
  private static boolean holdsChanges(Pending pending) {
    return pending.batch().events().stream()
        .anyMatch(event -> event instanceof RowChange || event instanceof SchemaChange);
  }

  /** Does what the policy says about a run that failed; what is left of it comes next. */
  private void failed(Run run, @Nullable Pending suspect, Exception cause, Deque<Run> todo)
      throws Exception {
    Health.Verdict verdict = decide(cause, Health.ANYTHING);
    if (verdict.decision() instanceof ErrorPolicy.Skip) {
      skip(suspect == null ? run.batches() : List.of(suspect), verdict.failure());
      Run rest = run.without(suspect);
      if (rest != null) {
        todo.addFirst(rest);
      }
    } else if (verdict.decision() instanceof ErrorPolicy.Isolate isolate) {
      List<Run> pieces = run.split(suspect);
      if (pieces.size() == 1) {
        giveUp(run.batches().get(0), verdict.failure(), isolate);
      } else {
        for (int i = pieces.size() - 1; i >= 0; i--) {
          todo.addFirst(pieces.get(i));
        }
      }
    } else {
      todo.addFirst(run);
    }
  }

  /** Asks the policy; waits before a retry, throws for stop. */
  private Health.Verdict decide(Exception cause, Set<Class<? extends Decision>> possible)
      throws Exception {
    gate.rethrowIfOver(cause);
    closeSink();
    return act(health.failed(Stage.SINK, cause, isPermanent(cause), possible));
  }

  private Health.Verdict act(Health.Verdict verdict) throws Exception {
    if (verdict.decision() instanceof ErrorPolicy.Retry retry) {
      control.sleep(retry.delay());
    } else if (verdict.decision() instanceof ErrorPolicy.Stop) {
      throw new PipelineFailedException(verdict.failure());
    }
    return verdict;
  }

  private static boolean isPermanent(Exception cause) {
    if (cause instanceof SinkException failure) {
      return failure.isPermanent();
    }
    // Rows are decoded when the sink asks for their values.
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof DecodeException) {
        return true;
      }
    }
    return false;
  }

  private void skip(List<Pending> batches, Failure failure) {
    for (Pending pending : batches) {
      lostEvents += pending.size();
      logger.log(
          System.Logger.Level.ERROR,
          () -> "pipeline " + config.name() + ": SKIPPED " + pending.batch());
      List<ChangeEvent> events = pending.batch().events();
      listeners.tell(listener -> listener.onSkipped(events, pending.start(), failure));
    }
  }

  /** Gives a single change to the dead-letter handler, until it has taken it. */
  private void giveUp(Pending single, Failure failure, ErrorPolicy.Isolate isolate)
      throws Exception {
    if (refusedInARow >= isolate.mostInARow()) {
      throw new PipelineFailedException(health.gaveUp(tooMany(failure)).failure());
    }
    ChangeEvent event = single.batch().events().get(0);
    var letter = new DeadLetter(config.name(), event, single.start(), failure);
    while (!isTaken(letter, isolate)) {
      // The policy said to try again.
    }
    refusedInARow++;
    lostEvents++;
    health.recovered(Stage.DEAD_LETTER);
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: DEAD LETTER, %s at %s was refused: %s"
                .formatted(
                    config.name(), event.kind(), event.origin(), failure.cause().getMessage()));
    listeners.tell(listener -> listener.onDeadLetter(letter));
  }

  private boolean isTaken(DeadLetter letter, ErrorPolicy.Isolate isolate) throws Exception {
    try {
      gate.await();
      isolate.handler().handle(letter);
      return true;
    } catch (Exception e) {
      gate.rethrowIfOver(e);
      act(health.failed(Stage.DEAD_LETTER, e, isPermanent(e)));
      return false;
    }
  }

  private Failure tooMany(Failure failure) {
    String message =
        ("the sink refused %d changes in a row, it can hardly be their fault: %s; mend the"
                + " destination, or raise mostInARow of ErrorPolicy.Isolate")
            .formatted(refusedInARow + 1, failure.cause().getMessage());
    return new Failure(
        failure.stage(), new CdcException(message, failure.cause()), failure.attempt(), true);
  }

  /** Closes the sink, not interrupted; what it did not flush is forgotten. */
  void closeSink() {
    Sink current = sink;
    sink = null;
    if (current == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      current.close();
    } catch (Exception e) {
      logger.log(
          System.Logger.Level.WARNING,
          () -> "pipeline " + config.name() + ": closing the sink failed",
          e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
