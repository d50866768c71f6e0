package dev.sluice.internal.engine;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure.Stage;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.position.Checkpoint;
import dev.sluice.position.StaleEpochException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Saves the latest checkpoint, one save in flight at a time and not more often than the interval.
 * Used by the writing thread.
 */
final class PositionSaver {
  private static final System.Logger logger = System.getLogger(PositionSaver.class.getName());
  private static final long FINAL_WAIT_SECONDS = 5;
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final EngineConfig config;
  private final TermGate gate;
  private final Health health;
  private final WriterControl control;
  private final Telemetry telemetry;
  private final StreamQueue queue;
  private final long interval;
  private @Nullable Checkpoint latest;
  private @Nullable Checkpoint saving;
  private @Nullable Checkpoint saved;
  private @Nullable CompletableFuture<Void> inFlight;
  private JfrEvents.@Nullable PositionSaved recorded;
  private long notBefore;

  PositionSaver(Services services, TermGate gate, StreamQueue queue) {
    this.config = services.config();
    this.gate = gate;
    this.health = services.health();
    this.control = services.control();
    this.telemetry = services.telemetry();
    this.queue = queue;
    this.interval = config.saveInterval().toNanos();
    this.notBefore = System.nanoTime();
  }

  /** A later checkpoint takes the place of one that was not saved yet. */
  void offer(Checkpoint checkpoint) {
    latest = checkpoint;
  }

  /** Saves a checkpoint and waits until it is durable. */
  void saveNow(Checkpoint checkpoint) throws Exception {
    offer(checkpoint);
    notBefore = System.nanoTime();
    while (latest != null || inFlight != null) {
      gate.await();
      long now = System.nanoTime();
      tick(now);
      long wait = inFlight == null ? dueIn(now) : LONGEST_WAIT;
      control.waiting(
          () -> {
            queue.awaitWakeUp(latest == null && inFlight == null ? 0 : wait);
            return true;
          });
    }
  }

  /** How long until {@link #tick} has something to do, in nanoseconds. */
  long dueIn(long now) {
    return latest == null || inFlight != null ? Long.MAX_VALUE : Math.max(0, notBefore - now);
  }

  /** The position of the latest checkpoint that is known to be saved; null before the first. */
  @Nullable BinlogPosition durable() {
    return saved == null ? null : saved.position();
  }

  /** Looks at the save in flight and starts the next one when it is time. */
  void tick(long now) throws PipelineFailedException {
    CompletableFuture<Void> current = inFlight;
    if (current != null && current.isDone()) {
      finished(current, now);
    }
    if (inFlight == null && latest != null && now - notBefore >= 0 && gate.lease().isValid()) {
      start(latest, now);
    }
  }

  private void start(Checkpoint checkpoint, long now) throws PipelineFailedException {
    latest = null;
    saving = checkpoint;
    recorded = telemetry.saving(checkpoint.position());
    notBefore = now + interval;
    CompletableFuture<Void> started;
    try {
      CompletionStage<Void> stage = config.positionStore().save(checkpoint, gate.lease());
      started = stage.toCompletableFuture();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedFuture(e);
    }
    if (started.isDone()) {
      finished(started, now);
    } else {
      inFlight = started.whenComplete((nothing, failure) -> queue.wakeUp());
    }
  }

  private void finished(CompletableFuture<Void> done, long now) throws PipelineFailedException {
    inFlight = null;
    try {
      done.join();
      saved = saving;
      telemetry.saved(recorded);
      health.recovered(Stage.POSITION);
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof StaleEpochException || cause instanceof LeaseLostException) {
        throw new LeaseLostException(String.valueOf(cause.getMessage()));
      }
      if (latest == null) {
        latest = saving;
      }
      Health.Verdict verdict = health.failed(Stage.POSITION, cause, false);
      if (!(verdict.decision() instanceof ErrorPolicy.Retry retry)) {
        throw new PipelineFailedException(verdict.failure());
      }
      notBefore = now + Math.max(interval, retry.delay().toNanos());
    }
  }

  /** Saves the last checkpoint and gives the lease up. */
  void saveAndRelease() {
    Checkpoint last = last();
    try (var lease = gate.lease()) {
      if (last != null) {
        config.positionStore().saveAndRelease(last, lease);
      }
    } catch (IOException | RuntimeException e) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: the last position was not saved, the next leader repeats what followed"
                      .formatted(config.name())
                  + " the one before: "
                  + e.getMessage());
    }
  }

  private @Nullable Checkpoint last() {
    CompletableFuture<Void> current = inFlight;
    if (current != null) {
      try {
        current.get(FINAL_WAIT_SECONDS, TimeUnit.SECONDS);
        saved = saving;
      } catch (ExecutionException | TimeoutException e) {
        logger.log(System.Logger.Level.DEBUG, "the save in flight did not complete", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (latest != null) {
      return latest;
    }
    return saving == null ? saved : saving;
  }
}
