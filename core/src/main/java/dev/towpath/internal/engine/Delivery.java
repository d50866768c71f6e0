package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of batches: it decides when to flush or ask the sink, moves the acknowledged
 * position, releases memory, and offers checkpoints for saving. A checkpoint is always the end of a
 * transaction with the sink's state at that place. Used by the writing thread.
 */
final class Delivery {
  private final int mostEvents;
  private final SinkDriver sink;
  private final PositionSaver saver;
  private final StreamQueue queue;
  private final Progress progress;
  private final CommitTimes times;
  private final Listeners listeners;
  private final IntervalTimer flush;
  private @Nullable BinlogPosition acknowledged;
  private Optional<byte[]> sinkState;
  private boolean isWithinTransaction;

  /** Whether anything was written since the last time a flush was due. */
  private boolean isBusy;

  Delivery(
      EngineParts parts,
      SinkDriver sink,
      PositionSaver saver,
      StreamQueue queue,
      CommitTimes times) {
    FlushPolicy policy = parts.config().flush();
    this.mostEvents = policy.events();
    this.flush = new IntervalTimer(parts.clock(), policy.interval());
    this.sink = sink;
    this.saver = saver;
    this.queue = queue;
    this.progress = parts.progress();
    this.times = times;
    this.listeners = parts.listeners();
    this.sinkState = sink.state();
  }

  /**
   * Lets sinks write; their first batch comes after {@code start}.
   *
   * @param isFresh whether no position was stored so far: it is stored before anything else
   *     happens, so that a crash cannot make the pipeline begin at a later one
   */
  void startAt(BinlogPosition start, boolean isFresh) throws Exception {
    sink.saveStatesTo(() -> sinkChose(start));
    if (isFresh) {
      saver.saveNow(checkpoint(start));
    }
  }

  /**
   * Stores the state of a new sink that differs from the state it was given. In the middle of a
   * transaction it is stored with the next position.
   */
  private void sinkChose(BinlogPosition start) throws Exception {
    if (!isWithinTransaction) {
      sinkState = sink.state();
      saver.saveNow(checkpoint(acknowledged == null ? start : acknowledged));
    }
  }

  /** Hands a batch to the sink; null stands for none. */
  void deliver(@Nullable BatchInFlight batch) throws Exception {
    if (batch != null) {
      if (!flush.isSet()) {
        flush.setToNext();
      }
      isWithinTransaction = !batch.batch().endsTransaction();
      isBusy = true;
      sink.write(batch);
    }
  }

  /**
   * Makes written batches durable if that is due: asks the sink what it has acknowledged, or
   * flushes it.
   */
  void flushIfDue() throws Exception {
    if (!flush.isSet()) {
      return;
    }
    boolean isPressing = queue.isUnderPressure();
    boolean isDue = flush.isDue() || sink.unsettledEvents() >= mostEvents;
    if (!isDue && !isPressing) {
      return;
    }
    if (!sink.isAcknowledgedBySink()) {
      flush();
      return;
    }
    acknowledge(sink.takeAcknowledged());
    if (isSettled()) {
      flush.clear();
    } else if (queue.isUnderPressure() || !isBusy) {
      // Nothing was written since the last time: waiting costs nothing, and settles the remainder.
      flush();
    } else {
      flush.setToNext();
      isBusy = false;
    }
  }

  /** Returns how long until {@link #flushIfDue()} has something to do, in nanoseconds. */
  long dueIn(long now) {
    return flush.dueIn(now);
  }

  /** Waits until everything that was written is durable. */
  void flush() throws Exception {
    flush.clear();
    if (sink.oldestUnacknowledged() != null) {
      acknowledge(sink.flush());
    }
  }

  /**
   * Makes everything durable, and replaces the sink by one that begins at the acknowledged
   * position: changes after it are going to be handed out again.
   */
  void rewind() throws Exception {
    flush();
    acknowledge(sink.restartWith(sinkState));
    isWithinTransaction = false;
  }

  /**
   * Handles the loss of a transaction that was written in part and will never be complete: the
   * written part stays, and the sink's state counts as a state between transactions again.
   */
  void transactionLost() throws Exception {
    if (isWithinTransaction) {
      flush();
      sinkState = sink.state();
      isWithinTransaction = false;
    }
  }

  /** Returns whether everything that was written is acknowledged. */
  boolean isSettled() {
    return sink.oldestUnacknowledged() == null;
  }

  /** Returns the commit time of the oldest change that was written and is not acknowledged. */
  @Nullable ChangeEvent oldest() {
    BatchInFlight oldest = sink.oldestUnacknowledged();
    return oldest == null ? null : oldest.batch().events().get(0);
  }

  private void acknowledge(SinkDriver.@Nullable Acknowledged done) {
    if (done == null) {
      return;
    }
    queue.release(done.bytes());
    BinlogPosition position = done.position();
    Duration lag = progress.since(done.committed());
    if (done.last().endsTransaction()) {
      sinkState = done.sinkState();
      acknowledged = position;
      saver.offer(checkpoint(position));
    }
    progress.acknowledged(position, done.events(), lag);
    listeners.acknowledged(position, done.events(), lag);
  }

  /** Moves the acknowledged position past transactions without captured changes. */
  void pass(BinlogPosition position) {
    if (isAcknowledged(position)) {
      return;
    }
    acknowledged = position;
    saver.offer(checkpoint(position));
    Instant committed = times.last();
    Duration lag = progress.since(committed);
    progress.acknowledged(position, 0, lag);
    if (committed != null) {
      listeners.acknowledged(position, 0, lag);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same instance: nothing moved; equals reads GTID sets
  boolean isAcknowledged(BinlogPosition position) {
    return position == acknowledged;
  }

  private Checkpoint checkpoint(BinlogPosition position) {
    return sinkState
        .map(state -> Checkpoint.of(position, state))
        .orElseGet(() -> Checkpoint.of(position));
  }
}
