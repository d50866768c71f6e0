package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.ErrorPolicy.Decision;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.PipelineState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The failures a pipeline is recovering from: asks the policy, logs its decision once, tells the
 * listeners, and keeps the state between RUNNING and RETRYING. Thread-safe.
 */
final class Health {
  private static final System.Logger logger = System.getLogger(Health.class.getName());

  private final String pipeline;
  private final ErrorPolicy policy;
  private final Listeners listeners;
  private final StateMachine state;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final Map<Stage, Failure> current = new EnumMap<>(Stage.class);
  private volatile @Nullable Failure latest;

  Health(EngineConfig config, Listeners listeners, StateMachine state) {
    this.pipeline = config.name();
    this.policy = config.errorPolicy();
    this.listeners = listeners;
    this.state = state;
  }

  /** What the pipeline is recovering from, or died of; null when all is well. */
  @Nullable Failure failure() {
    return latest;
  }

  /** Records that {@code stage} failed and returns what to do about it. */
  Verdict failed(Stage stage, Throwable cause, boolean permanent) {
    Failure failure;
    lock.lock();
    try {
      Failure before = current.get(stage);
      failure = new Failure(stage, cause, before == null ? 1 : before.attempt() + 1, permanent);
      current.put(stage, failure);
      latest = failure;
    } finally {
      lock.unlock();
    }
    Decision decision = decide(failure);
    log(failure, decision);
    if (decision instanceof ErrorPolicy.Retry) {
      state.moveTo(PipelineState.RUNNING, PipelineState.RETRYING);
    }
    listeners.tell(listener -> listener.onFailure(failure, decision));
    return new Verdict(failure, decision);
  }

  /** A failure and what was decided about it. */
  record Verdict(Failure failure, Decision decision) {}

  private Decision decide(Failure failure) {
    Decision decision = policy.decide(failure);
    boolean skippable = failure.stage() == Stage.SINK;
    return decision instanceof ErrorPolicy.Skip && !skippable ? new ErrorPolicy.Stop() : decision;
  }

  private void log(Failure failure, Decision decision) {
    boolean stop = decision instanceof ErrorPolicy.Stop;
    String action =
        decision instanceof ErrorPolicy.Retry retry
            ? "retrying in " + retry.delay().toMillis() + " ms"
            : stop ? "stopping" : "SKIPPING what the sink refused";
    logger.log(
        stop ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
        () ->
            "pipeline %s: %s failed (attempt %d), %s: %s"
                .formatted(
                    pipeline,
                    failure.stage(),
                    failure.attempt(),
                    action,
                    describe(failure.cause())),
        // Our own exceptions explain themselves; what others throw is shown whole, once.
        failure.cause() instanceof CdcException || failure.attempt() > 1 ? null : failure.cause());
  }

  private static String describe(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Records that {@code stage} works. */
  void recovered(Stage stage) {
    if (latest == null) {
      return;
    }
    boolean healthy;
    lock.lock();
    try {
      if (current.remove(stage) == null) {
        return;
      }
      healthy = current.isEmpty();
      latest = healthy ? null : current.values().iterator().next();
    } finally {
      lock.unlock();
    }
    logger.log(
        System.Logger.Level.INFO, () -> "pipeline " + pipeline + ": " + stage + " works again");
    if (healthy) {
      state.moveTo(PipelineState.RETRYING, PipelineState.RUNNING);
    }
  }

  /** Delivery goes on after a pause: RUNNING, or RETRYING while something still fails. */
  void resumed() {
    state.moveTo(PipelineState.PAUSED, PipelineState.RUNNING);
    if (latest != null) {
      state.moveTo(PipelineState.RUNNING, PipelineState.RETRYING);
    }
    // It may have recovered between the two.
    if (latest == null) {
      state.moveTo(PipelineState.RETRYING, PipelineState.RUNNING);
    }
  }

  /** Forgets the failures of a term that ended. */
  void reset() {
    lock.lock();
    try {
      current.clear();
      latest = null;
    } finally {
      lock.unlock();
    }
  }
}
