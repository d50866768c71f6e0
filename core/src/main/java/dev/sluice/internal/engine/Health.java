package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.ErrorPolicy.Decision;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.PipelineState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The failures a pipeline is recovering from: asks the policy, logs its decision once, tells the
 * listeners, and keeps the state between RUNNING and RETRYING. Thread-safe.
 */
final class Health {
  private static final System.Logger logger = System.getLogger(Health.class.getName());

  /** Where only stopping is possible. */
  static final Set<Class<? extends Decision>> NOTHING = Set.of();

  /** Where trying again may help, and nothing can be left out. */
  static final Set<Class<? extends Decision>> RETRY = Set.of(ErrorPolicy.Retry.class);

  /** Where nothing helps but leaving out what failed. */
  static final Set<Class<? extends Decision>> SKIP = Set.of(ErrorPolicy.Skip.class);

  /** Where everything is possible. */
  static final Set<Class<? extends Decision>> ANYTHING =
      Set.of(ErrorPolicy.Retry.class, ErrorPolicy.Skip.class, ErrorPolicy.Isolate.class);

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

  /** Records that {@code stage} failed and returns what to do about it: retry or stop. */
  Verdict failed(Stage stage, Throwable cause, boolean permanent) {
    return failed(stage, cause, permanent, 0);
  }

  /**
   * Records that {@code stage} failed and returns what to do about it: retry or stop.
   *
   * @param before how often it failed for the same reason, even if it seemed to work in between
   */
  Verdict failed(Stage stage, Throwable cause, boolean permanent, int before) {
    return failed(stage, cause, permanent, before, RETRY);
  }

  /**
   * Records that {@code stage} failed and returns what to do about it.
   *
   * @param possible what can be done besides stopping; any other decision means stop
   */
  Verdict failed(
      Stage stage, Throwable cause, boolean permanent, Set<Class<? extends Decision>> possible) {
    return failed(stage, cause, permanent, 0, possible);
  }

  private Verdict failed(
      Stage stage,
      Throwable cause,
      boolean permanent,
      int before,
      Set<Class<? extends Decision>> possible) {
    Failure failure;
    lock.lock();
    try {
      Failure latestOfStage = current.get(stage);
      int attempts = latestOfStage == null ? 0 : latestOfStage.attempt();
      failure = new Failure(stage, cause, Math.max(attempts, before) + 1, permanent);
      current.put(stage, failure);
      latest = failure;
    } finally {
      lock.unlock();
    }
    Decision decided = policy.decide(failure);
    return decided(
        failure, possible.contains(decided.getClass()) ? decided : new ErrorPolicy.Stop());
  }

  /** Records a failure that leaves no choice but to stop. */
  Verdict gaveUp(Failure failure) {
    latest = failure;
    return decided(failure, new ErrorPolicy.Stop());
  }

  private Verdict decided(Failure failure, Decision decision) {
    log(failure, decision);
    if (decision instanceof ErrorPolicy.Retry) {
      state.moveTo(PipelineState.RUNNING, PipelineState.RETRYING);
    }
    listeners.tell(listener -> listener.onFailure(failure, decision));
    return new Verdict(failure, decision);
  }

  /** A failure and what was decided about it. */
  record Verdict(Failure failure, Decision decision) {}

  private void log(Failure failure, Decision decision) {
    logger.log(
        level(failure, decision),
        () ->
            "pipeline %s: %s failed (attempt %d), %s: %s"
                .formatted(
                    pipeline,
                    failure.stage(),
                    failure.attempt(),
                    action(decision),
                    describe(failure.cause())),
        // Our own exceptions explain themselves; what others throw is shown whole, once.
        failure.cause() instanceof CdcException || failure.attempt() > 1 ? null : failure.cause());
  }

  private static System.Logger.Level level(Failure failure, Decision decision) {
    if (decision instanceof ErrorPolicy.Stop) {
      return System.Logger.Level.ERROR;
    }
    // The search is one event; it is logged when it begins, and with what it finds.
    boolean searching = decision instanceof ErrorPolicy.Isolate && failure.attempt() > 1;
    return searching ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
  }

  private static String action(Decision decision) {
    if (decision instanceof ErrorPolicy.Retry retry) {
      return "retrying in " + retry.delay().toMillis() + " ms";
    }
    if (decision instanceof ErrorPolicy.Isolate) {
      return "isolating the changes it refuses";
    }
    return decision instanceof ErrorPolicy.Skip ? "SKIPPING what failed" : "stopping";
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
