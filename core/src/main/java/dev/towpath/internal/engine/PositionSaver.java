package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A saver of the latest checkpoint: one save in flight at a time, not more often than the interval,
 * and only while the gate is open. A failed save is retried with the latest checkpoint by then.
 * Used by the writing thread.
 */
final class PositionSaver {
  private static final System.Logger logger = Loggers.PIPELINE;
  private static final long FINAL_WAIT_SECONDS = 5;
  private static final long FINAL_POLL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long OVERDUE = TimeUnit.SECONDS.toNanos(15);
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final PositionStore store;
  private final TermGate gate;
  private final Health health;
  private final WriterControl control;
  private final Telemetry telemetry;
  private final StreamQueue queue;
  private final MonotonicClock clock;
  private final IntervalTimer next;
  private @Nullable Checkpoint latest;
  private @Nullable Checkpoint saved;
  private @Nullable SaveInFlight inFlight;

  PositionSaver(EngineParts parts, TermGate gate, StreamQueue queue) {
    this.store = parts.config().positionStore();
    this.gate = gate;
    this.health = parts.health();
    this.control = parts.control();
    this.telemetry = parts.telemetry();
    this.queue = queue;
    this.clock = parts.clock();
    this.next = new IntervalTimer(clock, parts.config().saveInterval());
    next.setToNow();
  }

  /** A save in progress. */
  private record SaveInFlight(
      Checkpoint checkpoint,
      CompletableFuture<Void> done,
      JfrEvents.PositionSaved recorded,
      long since) {}

  /** Offers a checkpoint, in place of one that was not saved yet. */
  void offer(Checkpoint checkpoint) {
    latest = checkpoint;
  }

  /** Saves a checkpoint and waits until it is durable. */
  void saveNow(Checkpoint checkpoint) throws Exception {
    offer(checkpoint);
    if (inFlight == null) {
      next.setToNow();
    }
    while (latest != null || inFlight != null) {
      gate.await();
      tick();
      long wait = Math.min(LONGEST_WAIT, dueIn(clock.nanoTime()));
      if (latest != null || inFlight != null) {
        rest(wait);
      }
    }
  }

  private void rest(long nanos) throws Exception {
    try {
      control.waiting(
          () -> {
            queue.awaitWakeUp(nanos);
            return true;
          });
    } catch (InterruptedException e) {
      // Interrupted by other code; the caller checks again.
    }
  }

  /** Returns how long until {@link #tick} has something to do, in nanoseconds. */
  long dueIn(long now) {
    if (inFlight != null) {
      return inFlight.done().isDone() ? 0 : LONGEST_WAIT;
    }
    return latest == null ? Long.MAX_VALUE : next.dueIn(now);
  }

  /**
   * Returns the position of the latest checkpoint that is known to be saved; null before the first.
   */
  @Nullable BinlogPosition durable() {
    return saved == null ? null : saved.position();
  }

  /** Checks the save in flight and starts the next one when it is time. */
  void tick() throws PipelineFailedException {
    long now = clock.nanoTime();
    SaveInFlight current = inFlight;
    if (current != null && current.done().isDone()) {
      finished(current);
    } else if (current != null && now - current.since() > OVERDUE) {
      health.troubled(
          Stage.POSITION,
          new CdcException(
              "position store %s has not answered for more than %d s; after a crash, changes delivered meanwhile are repeated"
                  .formatted(store.getClass().getName(), TimeUnit.NANOSECONDS.toSeconds(OVERDUE))),
          "waiting for it");
    }
    if (inFlight == null && latest != null && next.isDue() && gate.isOpen()) {
      start(latest, now);
    }
  }

  private void start(Checkpoint checkpoint, long now) throws PipelineFailedException {
    latest = null;
    next.setToNext();
    JfrEvents.PositionSaved recorded = telemetry.saving(checkpoint.position());
    var started = new SaveInFlight(checkpoint, begin(checkpoint), recorded, now);
    if (started.done().isDone()) {
      finished(started);
    } else {
      inFlight = started;
    }
  }

  private CompletableFuture<Void> begin(Checkpoint checkpoint) {
    try {
      @Nullable CompletionStage<Void> stage = store.save(checkpoint, gate.lease());
      return stage == null
          ? CompletableFuture.failedFuture(
              Thrown.answer("position store", store, "returned null for a save"))
          : stage.toCompletableFuture().whenComplete((nothing, failure) -> queue.wakeUp());
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      control.clearStrayInterrupt();
    }
  }

  private void finished(SaveInFlight save) throws PipelineFailedException {
    inFlight = null;
    Throwable cause = failureOf(save.done());
    if (cause == null) {
      saved = save.checkpoint();
      telemetry.saved(save.recorded());
      health.recovered(Stage.POSITION);
      return;
    }
    if (cause instanceof StaleEpochException stale) {
      throw stale;
    }
    if (cause instanceof LeaseLostException lost) {
      throw lost;
    }
    if (latest == null) {
      latest = save.checkpoint();
    }
    failed(cause);
  }

  private void failed(Throwable cause) throws PipelineFailedException {
    Failure failure = failure(store, cause, "saving " + latest);
    if (control.isStopRequested()) {
      // The last save follows and decides.
      return;
    }
    Health.Verdict verdict = health.failed(failure, Health.RETRY);
    if (!(verdict.decision() instanceof ErrorPolicy.Retry retry)) {
      throw new PipelineFailedException(verdict.failure());
    }
    next.setAfter(retry.delay());
  }

  /** Returns the failure of a store; permanent if the store says so, or violates its contract. */
  static Failure failure(PositionStore store, Throwable cause, String doing) {
    boolean isPermanent = cause instanceof UnusableStoreException || Thrown.isError(cause);
    String during = "position store " + store.getClass().getName() + ' ' + doing;
    return new Failure(Stage.POSITION, cause, 1, isPermanent, during);
  }

  /**
   * Returns the failure of a completed save, a cancellation included; null when it has succeeded.
   */
  private static @Nullable Throwable failureOf(CompletableFuture<Void> done) {
    Throwable failure = done.handle((nothing, e) -> e).join();
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Saves the last checkpoint and releases the lease; never throws. */
  void saveAndRelease() {
    Lease lease = gate.lease();
    try {
      Checkpoint last = last();
      if (last != null && awaitGate()) {
        store.saveAndRelease(last, lease);
      } else if (last != null) {
        notSaved("the lease is in doubt");
      }
    } catch (Throwable e) {
      notSaved(
          control.isForced()
              ? "the shutdown timeout was over"
              : "position store %s threw %s".formatted(store.getClass().getName(), e));
    } finally {
      gate.release();
    }
  }

  private void notSaved(String why) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: the last position was not saved, the next leader repeats the changes after the previous one: %s"
                .formatted(gate.lease().pipeline(), why));
  }

  /**
   * Returns the last checkpoint to save. Waits for a save in flight, because there is never more
   * than one.
   */
  private @Nullable Checkpoint last() throws InterruptedException {
    SaveInFlight current = inFlight;
    inFlight = null;
    if (current != null) {
      awaitDone(current.done());
      boolean isSaved = current.done().isDone() && failureOf(current.done()) == null;
      if (isSaved) {
        saved = current.checkpoint();
      } else if (latest == null) {
        // It may have been stored or not: the last save covers it.
        latest = current.checkpoint();
      }
    }
    return latest != null ? latest : saved;
  }

  private void awaitDone(CompletableFuture<Void> save) throws InterruptedException {
    long until = clock.nanoTime() + TimeUnit.SECONDS.toNanos(FINAL_WAIT_SECONDS);
    while (!save.isDone() && clock.nanoTime() - until < 0) {
      clock.sleep(FINAL_POLL);
    }
  }

  /** Waits a moment for the gate: a suspect lease is often confirmed again soon. */
  private boolean awaitGate() throws Exception {
    long until = clock.nanoTime() + TimeUnit.SECONDS.toNanos(FINAL_WAIT_SECONDS);
    boolean isOpen = gate.isOpen();
    while (!isOpen && !control.isRevoked() && clock.nanoTime() - until < 0) {
      clock.sleep(FINAL_POLL);
      isOpen = gate.isOpen();
    }
    return isOpen;
  }
}
