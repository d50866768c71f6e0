package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.time.Durations;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a pipeline: its writing thread, the orders to that thread, and its status. The
 * public methods are thread-safe.
 */
public final class Engine {
  private static final System.Logger logger = Loggers.PIPELINE;

  /** How long {@link #close()} may take after its time is up. */
  private static final long FORCED_STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EngineConfig config;
  private final EngineParts parts;
  private final StateMachine state;
  private final WriterControl control;
  private final Leadership leadership;
  private volatile @Nullable Failure fatal;

  /** Creates an engine that does nothing until started. */
  public Engine(EngineConfig config) {
    this(EngineParts.of(config));
  }

  Engine(EngineParts parts) {
    this.config = parts.config();
    this.parts = parts;
    this.state = parts.state();
    this.control = parts.control();
    this.leadership = new Leadership(parts);
  }

  /** Starts the writing thread. */
  public void start() {
    if (!state.started()) {
      throw new IllegalStateException(
          "pipeline " + config.name() + " was already started: " + state.state());
    }
    var writer = new Thread(this::run, "towpath-" + config.name() + "-writer");
    writer.setDaemon(true);
    try {
      writer.start();
    } catch (Throwable e) {
      var cause = new CdcException("the writing thread could not be started: " + e, e);
      fatal = parts.health().fatal(Stage.COORDINATION, cause).failure();
      ended(PipelineState.FAILED);
      throw e;
    }
  }

  /** Requests a stop; returns at once. */
  public void stop() {
    state.stopping();
    control.requestStop();
    leadership.wakeUp();
    parts.progress().signal();
  }

  /** Pauses or resumes delivery; returns at once. */
  public void pause(boolean pause) {
    control.requestPause(pause);
    leadership.wakeUp();
  }

  /**
   * Waits until the source is followed.
   *
   * @return false when it is not followed within {@code nanos}
   * @throws CdcException if the pipeline has ended
   */
  public boolean awaitRunning(long nanos) throws InterruptedException {
    if (!state.await(now -> now == PipelineState.RUNNING || now.isFinal(), nanos)) {
      return false;
    }
    if (state.state().isFinal()) {
      awaitStopped(0);
      throw new CdcException("pipeline %s has stopped".formatted(config.name()));
    }
    return true;
  }

  /** Waits until all of {@code wanted} is durable; false when it is not in time. */
  public boolean awaitAcknowledged(GtidSet wanted, long nanos) throws InterruptedException {
    return awaitAcknowledged(() -> parts.progress().hasApplied(wanted), wanted, nanos);
  }

  /** Waits until everything before {@code wanted} is durable; false when it is not in time. */
  public boolean awaitAcknowledged(BinlogPosition wanted, long nanos) throws InterruptedException {
    return awaitAcknowledged(() -> parts.progress().hasApplied(wanted), wanted, nanos);
  }

  private boolean awaitAcknowledged(BooleanSupplier applied, Object wanted, long nanos)
      throws InterruptedException {
    BooleanSupplier ended = () -> state.state().isFinal();
    if (parts.progress().await(applied, ended, nanos)) {
      return true;
    }
    if (!ended.getAsBoolean()) {
      return false;
    }
    awaitStopped(0);
    throw new CdcException(
        "pipeline %s stopped before it had applied %s".formatted(config.name(), wanted));
  }

  /**
   * Stops and waits as long as configured, then interrupts. On a thread of the pipeline itself,
   * such as one that is in the sink, it only requests the stop: otherwise it would wait for itself.
   */
  public void close() {
    stop();
    if (control.isOwnThread()) {
      return;
    }
    long deadline = System.nanoTime() + Durations.saturatedNanos(config.shutdownTimeout());
    boolean interrupted = false;
    boolean isEnded = false;
    try {
      isEnded = state.awaitFinal(deadline - System.nanoTime());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (!isEnded) {
      interrupted |=
          force(
              interrupted
                  ? "the thread that waits for it to stop was interrupted"
                  : "did not stop within " + config.shutdownTimeout());
    }
    interrupted |= drainListeners(deadline);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the pipeline's threads; returns whether the caller was interrupted meanwhile. */
  private boolean force(String why) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: %s, interrupting it; changes that were not acknowledged are repeated"
                .formatted(config.name(), why));
    control.force();
    try {
      if (!state.awaitFinal(FORCED_STOP_NANOS)) {
        logger.log(
            System.Logger.Level.WARNING,
            () ->
                "pipeline %s: its thread is still busy in code that ignores interrupts; it ends, and releases its lease, as soon as that code returns"
                    .formatted(config.name()));
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Waits until the listeners were told of the end; returns whether the caller was interrupted
   * meanwhile.
   */
  private boolean drainListeners(long deadline) {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      parts.listeners().drain(Math.min(left, FORCED_STOP_NANOS));
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Waits until the pipeline has ended.
   *
   * @return false when it has not within {@code nanos}
   * @throws CdcException if it ended in a failure
   */
  public boolean awaitStopped(long nanos) throws InterruptedException {
    if (!state.awaitFinal(nanos)) {
      return false;
    }
    Failure failure = fatal;
    if (failure != null) {
      throw new CdcException(
          "pipeline %s failed: %s".formatted(config.name(), failure.describe()), failure.cause());
    }
    return true;
  }

  /** Returns a snapshot. */
  public PipelineStatus status() {
    Progress progress = parts.progress();
    Failure failure = fatal;
    return StatusSnapshot.builder(config.name(), state.state())
        .epoch(progress.epoch())
        .positions(progress.received(), progress.acknowledged())
        .lag(progress.lag())
        .lastTransactionAge(progress.lastTransactionAge())
        .sourceLag(progress.sourceLag(), progress.replication().outages())
        .timeUntilPurge(progress.untilPurge())
        .queuedBytes(progress.queuedBytes())
        .acknowledgedEvents(progress.acknowledgedEvents())
        .counters(parts.telemetry().counters())
        .failure(failure == null ? parts.health().failure() : failure)
        .build();
  }

  /** Runs the writing thread; every exit from here moves the state machine to a final state. */
  void run() {
    control.attach();
    PipelineState end = PipelineState.STOPPED;
    try {
      leadership.run();
    } catch (StopException e) {
      logger.log(System.Logger.Level.DEBUG, () -> "pipeline " + config.name() + ": as asked");
    } catch (PipelineFailedException e) {
      fatal = e.failure();
      end = PipelineState.FAILED;
    } catch (Throwable e) {
      var cause = new CdcException("the writing thread failed because of a defect: " + e, e);
      fatal = parts.health().fatal(Stage.COORDINATION, cause).failure();
      end = PipelineState.FAILED;
    } finally {
      ended(end);
    }
  }

  private void ended(PipelineState end) {
    if (end == PipelineState.STOPPED) {
      state.stopped();
    } else {
      state.failed();
    }
    parts.progress().signal();
  }
}
