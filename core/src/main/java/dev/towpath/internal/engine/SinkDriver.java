package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.engine.CurrentSink.SinkFailure;
import dev.towpath.internal.log.Loggers;
import dev.towpath.sink.EventBatch;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The driver of the sink of a term. It writes batches and learns what is durable, by a flush or
 * from the sink. After a failure it writes all batches that are not durable to a new sink, at once
 * or in pieces as the error policy says. Used by the writing thread.
 */
final class SinkDriver {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final String pipeline;
  private final Health health;
  private final Listeners listeners;
  private final Telemetry telemetry;
  private final CurrentSink sink;
  private final DeadLetterDelivery deadLetters;
  // Batches that are durable or given up, and not returned as acknowledged yet.
  private final Deque<BatchInFlight> settled = new ArrayDeque<>();
  private final Deque<BatchInFlight> unsettled = new ArrayDeque<>();
  private int unsettledEvents;
  private int lostEvents;

  /** Whether a redelivery was given up: no sink has accepted the batches that are not settled. */
  private boolean isCutShort;

  SinkDriver(EngineParts parts, TermGate gate, CurrentSink sink) {
    this.pipeline = parts.config().name();
    this.health = parts.health();
    this.listeners = parts.listeners();
    this.telemetry = parts.telemetry();
    this.sink = sink;
    this.deadLetters = new DeadLetterDelivery(parts, gate);
  }

  /**
   * Consecutive batches that were acknowledged together.
   *
   * @param events how many events
   * @param bytes the memory they held
   * @param last the last batch
   * @param sinkState the state the sink left at this place
   */
  record Acknowledged(int events, long bytes, EventBatch last, Optional<byte[]> sinkState) {

    BinlogPosition position() {
      return last.position();
    }

    /** Returns the commit time of the last event; null when the server does not say. */
    @Nullable Instant committed() {
      return Progress.committed(last.events().get(last.events().size() - 1).origin());
    }
  }

  /** Does what {@link CurrentSink#saveStatesTo} does. */
  void saveStatesTo(CurrentSink.StateSaver saver) throws Exception {
    sink.saveStatesTo(saver);
  }

  /** Returns the last state of the sink. */
  Optional<byte[]> state() {
    return sink.state();
  }

  /** Returns the number of written events that are not known to be durable. */
  int unsettledEvents() {
    return unsettledEvents;
  }

  /** Returns the oldest batch that was not returned as acknowledged; null when there is none. */
  @Nullable BatchInFlight oldestUnacknowledged() {
    return settled.isEmpty() ? unsettled.peekFirst() : settled.peekFirst();
  }

  /**
   * Writes a batch. If this throws any other exception than the sink's, the batch was not accepted.
   */
  void write(BatchInFlight batch) throws Exception {
    unsettled.addLast(batch);
    unsettledEvents += batch.size();
    try {
      sink.write(batch, telemetry);
    } catch (SinkFailure e) {
      redeliver(e, batch);
    }
  }

  /** Flushes; returns the batches that became durable, or null when nothing was written. */
  @Nullable Acknowledged flush() throws Exception {
    return telemetry.flushing(this::flushAll);
  }

  private @Nullable Acknowledged flushAll() throws Exception {
    if (!unsettled.isEmpty() && !isCutShort && sink.hasAccepted()) {
      try {
        settle(sink.flush());
      } catch (SinkFailure e) {
        redeliver(e, null);
      }
    }
    return takeAcknowledged();
  }

  /**
   * Asks the sink without waiting what is durable by now.
   *
   * @return false when nothing is left to ask for, or the sink tells only by returning from a flush
   */
  boolean isAcknowledgedBySink() throws Exception {
    if (unsettled.isEmpty() || isCutShort || !sink.hasAccepted()) {
      return false;
    }
    try {
      OptionalLong more = sink.acknowledged();
      more.ifPresent(batches -> settle((int) batches));
      return more.isPresent();
    } catch (SinkFailure e) {
      redeliver(e, null);
      return true;
    }
  }

  /** Takes the batches that are durable and were not taken before; null when there are none. */
  @Nullable Acknowledged takeAcknowledged() {
    if (settled.isEmpty()) {
      return null;
    }
    int events = settled.stream().mapToInt(BatchInFlight::size).sum() - lostEvents;
    long bytes = settled.stream().mapToLong(BatchInFlight::bytes).sum();
    var taken = new Acknowledged(events, bytes, settled.getLast().batch(), sink.state());
    settled.clear();
    lostEvents = 0;
    return taken;
  }

  private void settle(int batches) {
    boolean holdsChanges = false;
    for (int i = 0; i < batches; i++) {
      BatchInFlight batch = unsettled.removeFirst();
      unsettledEvents -= batch.size();
      holdsChanges |= holdsChanges(batch);
      settled.addLast(batch);
    }
    if (holdsChanges) {
      deadLetters.accepted();
    }
    health.recovered(Stage.SINK);
  }

  /**
   * Makes everything durable and continues with a new sink that begins with {@code state}: batches
   * handed out since that state are going to be written again.
   */
  @Nullable Acknowledged restartWith(Optional<byte[]> state) throws Exception {
    @Nullable Acknowledged acknowledged = flush();
    sink.restartWith(state);
    return acknowledged;
  }

  /**
   * Replaces the sink and redelivers all batches that are not durable, until each is durable or
   * given up.
   */
  private void redeliver(SinkFailure first, @Nullable BatchInFlight refused) throws Exception {
    isCutShort = true;
    Deque<RedeliveryRun> todo = new ArrayDeque<>();
    failed(new RedeliveryRun(List.copyOf(unsettled)), refused, first, todo);
    while (!todo.isEmpty()) {
      RedeliveryRun run = todo.removeFirst().redelivered();
      BatchInFlight suspect = null;
      try {
        for (BatchInFlight batch : run.batches()) {
          suspect = batch;
          sink.write(batch, telemetry);
        }
        suspect = null;
        sink.flush();
        if (run.batches().stream().anyMatch(SinkDriver::holdsChanges)) {
          deadLetters.accepted();
        }
      } catch (SinkFailure e) {
        failed(run, suspect, e, todo);
      }
    }
    // All of it is durable, possibly in pieces, or was given up.
    settled.addAll(unsettled);
    unsettled.clear();
    unsettledEvents = 0;
    isCutShort = false;
    health.recovered(Stage.SINK);
  }

  /** Returns whether the batch holds more than transaction markers, which every sink accepts. */
  private static boolean holdsChanges(BatchInFlight batch) {
    return batch.batch().events().stream()
        .anyMatch(event -> event instanceof RowChange || event instanceof StatementEvent);
  }

  /** Does what the policy says about a failed run; the remainder of it comes next. */
  private void failed(
      RedeliveryRun run,
      @Nullable BatchInFlight suspect,
      SinkFailure cause,
      Deque<RedeliveryRun> todo)
      throws Exception {
    String about = BatchText.of(suspect == null ? run.batches() : List.of(suspect));
    Health.Verdict verdict = sink.failed(cause, about, Health.ANYTHING);
    if (verdict.decision() instanceof ErrorPolicy.Skip) {
      skip(suspect == null ? run.batches() : List.of(suspect), verdict.failure());
      RedeliveryRun rest = run.without(suspect);
      if (rest != null) {
        todo.addFirst(rest);
      }
    } else if (verdict.decision() instanceof ErrorPolicy.Isolate isolate) {
      List<RedeliveryRun> pieces = run.split(suspect);
      if (pieces.size() == 1) {
        deadLetters.deliver(run.batches().get(0), verdict.failure(), isolate);
        lostEvents++;
      } else {
        for (int i = pieces.size() - 1; i >= 0; i--) {
          todo.addFirst(pieces.get(i));
        }
      }
    } else {
      todo.addFirst(run);
    }
  }

  private void skip(List<BatchInFlight> batches, Failure failure) {
    for (BatchInFlight batch : batches) {
      lostEvents += batch.size();
      logger.log(
          System.Logger.Level.ERROR, () -> "pipeline " + pipeline + ": SKIPPED " + batch.batch());
      List<ChangeEvent> events = new ArrayList<>(batch.batch().events());
      listeners.tell(listener -> listener.onSkipped(events, batch.start(), failure));
    }
  }
}
