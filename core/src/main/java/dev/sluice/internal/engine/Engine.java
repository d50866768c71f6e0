package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.PipelineState;
import dev.sluice.PipelineStatus;
import dev.sluice.coordination.CoordinationException;
import dev.sluice.coordination.Lease;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.GtidSet;
import dev.sluice.position.Checkpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pipeline: stands for election, runs a term, and stands again until stopped. Its
 * public methods are thread-safe; the rest runs on the writing thread.
 */
public final class Engine {
  private static final System.Logger logger = System.getLogger(Engine.class.getName());
  private static final long FORCED_STOP_SECONDS = 5;

  private final EngineConfig config;
  private final Services services;
  private final StateMachine state;
  private final WriterControl control;
  private volatile @Nullable Term term;
  private volatile @Nullable Failure fatal;

  /** An engine that does nothing until started. */
  public Engine(EngineConfig config) {
    this.config = config;
    this.services = Services.of(config);
    this.state = services.state();
    this.control = services.control();
  }

  /** Starts the writing thread. */
  public void start() {
    if (!state.moveTo(PipelineState.NEW, PipelineState.STANDBY)) {
      throw new IllegalStateException(
          "pipeline " + config.name() + " was already started: " + state.state());
    }
    var writer = new Thread(this::run, "sluice-" + config.name() + "-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /** Asks to stop; returns at once. */
  public void stop() {
    if (state.moveTo(PipelineState.NEW, PipelineState.STOPPED)) {
      services.progress().signal();
      return;
    }
    state.moveTo(PipelineState.STOPPING);
    control.requestStop();
    Term current = term;
    if (current != null) {
      current.wakeUp();
    }
  }

  /** Lets delivery rest, or go on; returns at once. */
  public void pause(boolean pause) {
    control.requestPause(pause);
    Term current = term;
    if (current != null) {
      current.wakeUp();
    }
  }

  /** Waits until all of {@code wanted} is durable; false when it is not in time. */
  public boolean awaitApplied(GtidSet wanted, long nanos) throws InterruptedException {
    return awaitApplied(() -> services.progress().hasApplied(wanted), wanted, nanos);
  }

  /** Waits until everything before {@code wanted} is durable; false when it is not in time. */
  public boolean awaitApplied(BinlogPosition wanted, long nanos) throws InterruptedException {
    return awaitApplied(() -> services.progress().hasApplied(wanted), wanted, nanos);
  }

  private boolean awaitApplied(BooleanSupplier applied, Object wanted, long nanos)
      throws InterruptedException {
    BooleanSupplier ended = () -> state.state().isFinal();
    if (services.progress().await(applied, ended, nanos)) {
      return true;
    }
    if (!ended.getAsBoolean()) {
      return false;
    }
    awaitStopped(0);
    throw new CdcException(
        "pipeline %s stopped before it had applied %s".formatted(config.name(), wanted));
  }

  /** Stops and waits as long as configured, then interrupts. */
  public void close() {
    stop();
    boolean interrupted = false;
    try {
      if (state.awaitFinal(config.shutdownTimeout().toNanos())) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: did not stop within %s, interrupting it; what was not flushed is repeated"
                .formatted(config.name(), config.shutdownTimeout()));
    control.force();
    try {
      state.awaitFinal(TimeUnit.SECONDS.toNanos(FORCED_STOP_SECONDS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
          "pipeline %s failed: %s".formatted(config.name(), failure.cause().getMessage()),
          failure.cause());
    }
    return true;
  }

  /** A snapshot. */
  public PipelineStatus status() {
    Progress progress = services.progress();
    Failure failure = fatal;
    return PipelineStatus.builder(config.name(), state.state())
        .epoch(progress.epoch())
        .positions(progress.received(), progress.acknowledged())
        .lag(progress.lag())
        .timeUntilPurge(progress.untilPurge())
        .queuedBytes(progress.queuedBytes())
        .acknowledgedEvents(progress.acknowledgedEvents())
        .counters(services.telemetry().counters())
        .failure(failure == null ? services.health().failure() : failure)
        .build();
  }

  private void run() {
    control.attach();
    PipelineState end = PipelineState.STOPPED;
    try {
      while (!control.isStopRequested()) {
        lead(control.waiting(() -> config.coordinator().acquire(config.name())));
        state.moveTo(PipelineState.STANDBY);
      }
    } catch (InterruptedException e) {
      logger.log(System.Logger.Level.DEBUG, () -> "pipeline " + config.name() + ": interrupted");
    } catch (PipelineFailedException e) {
      fatal = e.failure();
      end = PipelineState.FAILED;
    } catch (CoordinationException e) {
      fatal = services.health().failed(Stage.COORDINATION, e, true).failure();
      end = PipelineState.FAILED;
    } catch (Throwable e) {
      fatal = new Failure(Stage.COORDINATION, e, 1, true);
      end = PipelineState.FAILED;
      logger.log(
          System.Logger.Level.ERROR, () -> "pipeline " + config.name() + ": died of a defect", e);
    } finally {
      if (end == PipelineState.STOPPED) {
        state.moveTo(PipelineState.STOPPING);
      }
      state.moveTo(end);
      services.progress().signal();
    }
  }

  /** Runs one term; returns when its lease is gone or the pipeline was asked to stop. */
  private void lead(Lease lease) throws Exception {
    control.enterTerm(lease);
    lease.onRevoked(() -> control.revoke(lease));
    services.progress().elected(lease.epoch());
    try (lease) {
      state.moveTo(PipelineState.RUNNING);
      logger.log(
          System.Logger.Level.INFO,
          () -> "pipeline " + config.name() + ": elected with epoch " + lease.epoch());
      runTerm(lease);
    } catch (InterruptedException e) {
      if (!control.isRevoked() || control.isStopRequested()) {
        throw e;
      }
      lost("its lease was revoked");
    } catch (LeaseLostException e) {
      lost(String.valueOf(e.getMessage()));
    } finally {
      term = null;
      services.progress().termEnded();
      control.leaveTerm();
    }
  }

  private void lost(String how) {
    services.health().reset();
    logger.log(
        System.Logger.Level.WARNING,
        () -> "pipeline " + config.name() + ": leadership lost: " + how + "; standing by");
  }

  private void runTerm(Lease lease) throws Exception {
    var gate = new TermGate(lease, state, control);
    Optional<Checkpoint> checkpoint = load(lease, gate);
    var context =
        new TermContext(
            config.name(), lease, config.clock(), checkpoint.flatMap(Checkpoint::sinkState));
    var sink = new SinkDriver(services, gate, context);
    try {
      Optional<BinlogPosition> owned = sink.open();
      BinlogPosition start = owned.or(() -> checkpoint.map(Checkpoint::position)).orElse(null);
      var current = new Term(services, gate, sink, start);
      term = current;
      current.run();
    } finally {
      sink.closeSink();
    }
  }

  private Optional<Checkpoint> load(Lease lease, TermGate gate) throws Exception {
    while (true) {
      try {
        gate.await();
        Optional<Checkpoint> loaded = config.positionStore().load(lease);
        services.health().recovered(Stage.POSITION);
        return loaded;
      } catch (IOException e) {
        gate.rethrowIfOver(e);
        Health.Verdict verdict = services.health().failed(Stage.POSITION, e, false);
        if (!(verdict.decision() instanceof ErrorPolicy.Retry retry)) {
          throw new PipelineFailedException(verdict.failure());
        }
        control.sleep(retry.delay());
      }
    }
  }
}
