package dev.sluice.internal.engine;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure.Stage;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.EventKind;
import dev.sluice.internal.engine.BatchBuilder.Pending;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drives the sink of a term: creates it, writes and flushes, and after a failure replaces it and
 * writes again what was not flushed. Used by the writing thread.
 */
final class SinkDriver {
  private static final System.Logger logger = System.getLogger(SinkDriver.class.getName());

  private final EngineConfig config;
  private final Health health;
  private final WriterControl control;
  private final Telemetry telemetry;
  private final TermGate gate;
  private TermContext context;
  private @Nullable Sink sink;
  private final Deque<Pending> unflushed = new ArrayDeque<>();
  private int unflushedEvents;
  private Set<EventKind> interests = Set.of();

  SinkDriver(Services services, TermGate gate, TermContext context) {
    this.config = services.config();
    this.health = services.health();
    this.control = services.control();
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
   * @param sinkState what the sink wants to remember
   */
  record Flushed(int events, long bytes, EventBatch last, Optional<byte[]> sinkState) {

    BinlogPosition position() {
      return last.position();
    }

    /** When the last event was committed; null when the server does not say. */
    @Nullable Instant committed() {
      return Progress.committed(last.events().get(last.events().size() - 1).origin());
    }
  }

  /** Creates the first sink and returns where it wants to resume, if it knows. */
  Optional<BinlogPosition> open() throws Exception {
    while (true) {
      try {
        Optional<BinlogPosition> resume = sink().resumePosition();
        interests = Set.copyOf(sink().interests());
        health.recovered(Stage.SINK);
        return resume;
      } catch (Exception e) {
        decide(e);
      }
    }
  }

  /** The kinds of events the sink wants; known once it is open. */
  Set<EventKind> interests() {
    return interests;
  }

  private Sink sink() throws Exception {
    Sink current = sink;
    if (current == null) {
      gate.await();
      current = config.sink().create(context);
      sink = current;
    }
    return current;
  }

  /** What the sink last wanted to remember. */
  Optional<byte[]> sinkState() {
    return context.checkpoint();
  }

  int unflushedEvents() {
    return unflushedEvents;
  }

  @Nullable Pending oldestUnflushed() {
    return unflushed.peekFirst();
  }

  /** Writes a batch; returns the bytes of batches dropped by policy. */
  long write(Pending pending) throws Exception {
    unflushed.addLast(pending);
    unflushedEvents += pending.batch().events().size();
    return deliver(
        () -> {
          gate.await();
          write(sink(), pending);
        },
        pending);
  }

  private void write(Sink target, Pending pending) throws Exception {
    telemetry.writing(pending, () -> target.write(pending.batch()));
  }

  /** Flushes; returns what became durable, or null when nothing is left to flush. */
  @Nullable Flushed flush() throws Exception {
    return telemetry.flushing(this::flushAll);
  }

  private @Nullable Flushed flushAll() throws Exception {
    deliver(
        () -> {
          gate.await();
          sink().flush();
        },
        null);
    health.recovered(Stage.SINK);
    if (unflushed.isEmpty()) {
      return null;
    }
    long bytes = unflushed.stream().mapToLong(Pending::bytes).sum();
    var flushed =
        new Flushed(unflushedEvents, bytes, unflushed.getLast().batch(), sink().checkpoint());
    flushed.sinkState().ifPresent(state -> context = context.with(state));
    unflushed.clear();
    unflushedEvents = 0;
    return flushed;
  }

  private interface Step {
    void run() throws Exception;
  }

  private long deliver(Step step, @Nullable Pending refused) throws Exception {
    try {
      step.run();
      return 0;
    } catch (Exception e) {
      return recover(e, refused);
    }
  }

  /** Replaces the sink and writes everything again that was not flushed, until it works. */
  private long recover(Exception first, @Nullable Pending refused) throws Exception {
    long dropped = 0;
    Exception failure = first;
    Pending suspect = refused;
    while (true) {
      if (decide(failure)) {
        dropped += drop(suspect);
      }
      suspect = null;
      List<Pending> again = new ArrayList<>(unflushed.size());
      unflushed.forEach(pending -> again.add(pending.redelivered()));
      unflushed.clear();
      unflushed.addAll(again);
      try {
        for (Pending pending : again) {
          suspect = pending;
          gate.await();
          write(sink(), pending);
        }
        suspect = null;
        gate.await();
        sink().flush();
        return dropped;
      } catch (Exception e) {
        failure = e;
      }
    }
  }

  /** Asks the policy; returns true for skip, after waiting false for retry, throws for stop. */
  private boolean decide(Exception cause) throws Exception {
    gate.rethrowIfOver(cause);
    closeSink();
    boolean permanent = cause instanceof SinkException failure && failure.isPermanent();
    Health.Verdict verdict = health.failed(Stage.SINK, cause, permanent);
    if (verdict.decision() instanceof ErrorPolicy.Retry retry) {
      control.sleep(retry.delay());
      return false;
    }
    if (verdict.decision() instanceof ErrorPolicy.Skip) {
      return true;
    }
    throw new PipelineFailedException(verdict.failure());
  }

  /** Drops the batch that was refused, or all when a flush failed and nobody knows which. */
  private long drop(@Nullable Pending refused) {
    List<Pending> dropped = refused == null ? List.copyOf(unflushed) : List.of(refused);
    long bytes = 0;
    for (Pending pending : dropped) {
      unflushed.remove(pending);
      unflushedEvents -= pending.batch().events().size();
      bytes += pending.bytes();
      logger.log(
          System.Logger.Level.ERROR,
          () -> "pipeline " + config.name() + ": SKIPPED " + pending.batch());
    }
    return bytes;
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
