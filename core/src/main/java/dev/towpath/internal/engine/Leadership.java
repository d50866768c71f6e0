package dev.towpath.internal.engine;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.CoordinationException;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.position.StaleEpochException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The leadership of a pipeline: it stands for election, runs a term, and stands again until asked
 * to stop. Run by the writing thread; any thread may wake it up.
 */
final class Leadership {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final EngineParts parts;
  private final String pipeline;
  private final WriterControl control;
  private final Health health;
  private final Recovery recovery;
  private final OwnCandidacy candidate = new OwnCandidacy();
  private final ElectionPauses pauses = new ElectionPauses();
  private volatile @Nullable Term term;
  private volatile long knownEpoch;

  Leadership(EngineParts parts) {
    this.parts = parts;
    this.pipeline = parts.config().name();
    this.control = parts.control();
    this.health = parts.health();
    this.recovery = new Recovery(parts);
  }

  /** The candidacy of this pipeline, as the coordinator sees it. */
  private final class OwnCandidacy implements Candidacy {
    @Override
    public String pipeline() {
      return pipeline;
    }

    @Override
    public long knownEpoch() {
      return knownEpoch;
    }

    @Override
    public void troubled(Exception cause) {
      health.troubled(Stage.COORDINATION, cause, "waiting for the coordinator");
    }

    @Override
    public void recovered() {
      health.recovered(Stage.COORDINATION);
    }
  }

  /**
   * Runs until asked to stop.
   *
   * @throws StopException if asked to stop
   * @throws PipelineFailedException if it cannot continue
   */
  void run() throws Exception {
    while (!control.isStopRequested()) {
      Lease lease = acquire();
      long begun = parts.clock().nanoTime();
      try {
        lead(lease);
      } catch (LeaseLostException e) {
        lost(String.valueOf(e.getMessage()), begun);
      } catch (StaleEpochException e) {
        knownEpoch = Math.max(knownEpoch, e.latestEpoch());
        lost(String.valueOf(e.getMessage()), begun);
      } finally {
        parts.progress().termEnded();
        control.leaveTerm();
      }
      parts.state().stoodDown();
      pauses.await(control);
    }
  }

  private void lost(String how, long begun) {
    health.reset();
    pauses.lost(parts.clock().nanoTime() - begun);
    if (pauses.areNoticeable()) {
      var cause =
          new CdcException(
              "leadership is repeatedly lost right after it was won: %s; check that no two coordinators or stores are used for one pipeline, and the clocks"
                  .formatted(how));
      health.troubled(Stage.COORDINATION, cause, "standing again after a growing pause");
    }
    logger.log(
        System.Logger.Level.WARNING,
        () -> "pipeline " + pipeline + ": leadership lost: " + how + "; standing by");
  }

  private Lease acquire() throws Exception {
    Coordinator coordinator = parts.config().coordinator();
    while (true) {
      try {
        return control.waiting(() -> granted(coordinator));
      } catch (StopException | PipelineFailedException e) {
        throw e;
      } catch (CoordinationException e) {
        throw health.fatal(Stage.COORDINATION, e);
      } catch (Throwable e) {
        boolean isPermanent = Thrown.isError(e);
        var cause = Thrown.by("coordinator", coordinator, e);
        control.clearStrayInterrupt();
        recovery.decide(new Failure(Stage.COORDINATION, cause, 1, isPermanent), Health.RETRY);
      } finally {
        control.clearStrayInterrupt();
      }
    }
  }

  private Lease granted(Coordinator coordinator) throws Exception {
    @Nullable Lease lease = coordinator.acquire(candidate);
    if (lease == null) {
      throw health.fatal(
          Stage.COORDINATION, Thrown.answer("coordinator", coordinator, "granted null"));
    }
    return lease;
  }

  /** Runs one term; returns when the pipeline was asked to stop. */
  private void lead(Lease lease) throws Exception {
    var gate = new TermGate(lease, parts);
    boolean isRun = false;
    try {
      control.checkStop();
      begin(lease);
      Term opened = Term.open(parts, gate, load(gate));
      term = opened;
      isRun = true;
      opened.run();
    } finally {
      term = null;
      if (!isRun) {
        gate.release();
      }
    }
  }

  private void begin(Lease lease) throws PipelineFailedException {
    control.enterTerm(lease);
    long epoch;
    try {
      epoch = lease.epoch();
      lease.onRevoked(() -> revoked(lease));
    } catch (Throwable e) {
      throw health.fatal(Stage.COORDINATION, Thrown.by("lease", lease, e));
    }
    parts.progress().elected(epoch);
    parts.state().elected();
    health.recovered(Stage.COORDINATION);
    logger.log(
        System.Logger.Level.INFO, () -> "pipeline " + pipeline + ": elected with epoch " + epoch);
  }

  private void revoked(Lease lease) {
    if (control.revoke(lease)) {
      parts.progress().termEnded();
      parts.state().deposed();
      Term current = term;
      if (current != null) {
        current.disconnect();
      }
    }
  }

  private Optional<Checkpoint> load(TermGate gate) throws Exception {
    PositionStore store = parts.config().positionStore();
    while (true) {
      gate.await();
      try {
        Optional<Checkpoint> loaded = control.waiting(() -> loaded(store, gate.lease()));
        health.recovered(Stage.POSITION);
        return loaded;
      } catch (StopException | PipelineFailedException | LeaseLostException e) {
        throw e;
      } catch (Throwable e) {
        control.clearStrayInterrupt();
        overtaken(e);
        recovery.decide(
            PositionSaver.failure(store, e, "loading the position of " + pipeline), Health.RETRY);
      } finally {
        control.clearStrayInterrupt();
      }
    }
  }

  private Optional<Checkpoint> loaded(PositionStore store, Lease lease) throws Exception {
    Optional<Checkpoint> loaded = store.load(lease);
    if (loaded == null) {
      throw new CdcException("it loaded null, which its contract does not allow");
    }
    return loaded;
  }

  /**
   * Makes the pipeline stand for election again if the store knows a later epoch than the lease:
   * another instance was elected since, or the clock that yields the epochs was set back. This is
   * allowed once: a coordinator that cannot grant a later epoch is a failure.
   */
  private void overtaken(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof StaleEpochException stale && stale.latestEpoch() > knownEpoch) {
        throw stale;
      }
    }
  }

  /** Wakes the writer up to check for orders. May be called by any thread. */
  void wakeUp() {
    Term current = term;
    if (current != null) {
      current.wakeUp();
    }
  }
}
