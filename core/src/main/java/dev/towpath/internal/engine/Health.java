package dev.towpath.internal.engine;

import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.ErrorPolicy.Decision;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.time.Durations;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The failures a pipeline is recovering from: it asks the policy, logs its decision, tells the
 * listeners, and reports to the state machine. A policy that throws or returns null counts as one
 * that says stop. Thread-safe; never throws.
 */
final class Health {
  private static final System.Logger logger = Loggers.PIPELINE;

  /** The decisions where only stopping is possible. */
  static final Set<Class<? extends Decision>> NOTHING = Set.of();

  /** The decisions where a retry may help, and nothing can be skipped. */
  static final Set<Class<? extends Decision>> RETRY = Set.of(ErrorPolicy.Retry.class);

  /** The decisions where only skipping the failed event helps. */
  static final Set<Class<? extends Decision>> SKIP = Set.of(ErrorPolicy.Skip.class);

  /** The decisions where everything is possible. */
  static final Set<Class<? extends Decision>> ANYTHING =
      Set.of(ErrorPolicy.Retry.class, ErrorPolicy.Skip.class, ErrorPolicy.Isolate.class);

  private final String pipeline;
  private final ErrorPolicy policy;
  private final Listeners listeners;
  private final StateMachine state;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final OutageLog outages;
  private final Map<Stage, Failure> current = new EnumMap<>(Stage.class);
  private final Set<Stage> retrying = EnumSet.noneOf(Stage.class);
  private volatile @Nullable Failure latest;

  Health(EngineConfig config, Listeners listeners, StateMachine state, MonotonicClock clock) {
    this.pipeline = config.name();
    this.policy = config.errorPolicy();
    this.listeners = listeners;
    this.state = state;
    this.outages = new OutageLog(clock);
  }

  /** A failure and the decision about it. */
  record Verdict(Failure failure, Decision decision) {}

  /**
   * Returns the latest failure the pipeline is recovering from, or stopped on; null when all is
   * well.
   */
  @Nullable Failure failure() {
    return latest;
  }

  /**
   * Records a failure and returns what to do about it.
   *
   * @param observed the failure; its attempt number counts at least the earlier failures of the
   *     same kind, even if the stage seemed to work in between
   * @param possible the decisions that are possible besides stopping; any other decision means stop
   */
  Verdict failed(Failure observed, Set<Class<? extends Decision>> possible) {
    Failure failure = record(observed);
    Verdict verdict = ask(failure, possible);
    announce(verdict.failure(), verdict.decision(), action(verdict.decision()));
    return verdict;
  }

  /** Records a failure that leaves no choice but to stop. */
  PipelineFailedException fatal(Stage stage, Throwable cause) {
    return fatal(new Failure(stage, cause, 1, true));
  }

  /** Records a failure that leaves no choice but to stop. */
  PipelineFailedException fatal(Failure observed) {
    Failure failure = record(observed);
    announce(failure, new ErrorPolicy.Stop(), "stopping");
    return new PipelineFailedException(failure);
  }

  /** Records a failure after the pipeline was asked to stop: there is no retry. */
  void whileStopping(Failure observed) {
    Failure failure = record(observed);
    log(
        System.Logger.Level.WARNING,
        failure,
        "stopping as asked; the next start repeats changes that were not acknowledged");
    listeners.tell(listener -> listener.onFailure(failure, new ErrorPolicy.Stop()));
  }

  /**
   * Records trouble that no retry can end, so that the policy is not asked.
   *
   * @param consequence what happens meanwhile, for the log
   */
  void troubled(Stage stage, Exception cause, String consequence) {
    lock.lock();
    try {
      Failure known = current.get(stage);
      if (known != null && String.valueOf(known.cause().getMessage()).equals(cause.getMessage())) {
        return;
      }
    } finally {
      lock.unlock();
    }
    Failure failure = record(new Failure(stage, cause, 1, false));
    announce(failure, new ErrorPolicy.Retry(Duration.ZERO), consequence);
  }

  private Failure record(Failure observed) {
    lock.lock();
    try {
      Failure before = current.get(observed.stage());
      int attempt = before == null ? 1 : before.attempt() + 1;
      var failure =
          new Failure(
              observed.stage(),
              observed.cause(),
              Math.max(attempt, observed.attempt()),
              observed.isPermanent(),
              observed.during());
      current.put(failure.stage(), failure);
      outages.failed(failure.stage());
      latest = failure;
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private Verdict ask(Failure failure, Set<Class<? extends Decision>> possible) {
    @Nullable Decision decided;
    try {
      decided = policy.decide(failure);
    } catch (Throwable e) {
      return policyFailed(failure, Thrown.by("error policy", policy, e));
    }
    if (decided == null) {
      return policyFailed(failure, Thrown.answer("error policy", policy, "answered null"));
    }
    boolean isPossible = possible.contains(decided.getClass());
    return new Verdict(failure, isPossible ? decided : new ErrorPolicy.Stop());
  }

  /** Reports a failure of the policy, and keeps the original failure visible. */
  private static Verdict policyFailed(Failure failure, CdcException why) {
    why.addSuppressed(failure.cause());
    String message = why.getMessage() + ", asked about this failure: " + failure.describe();
    var both = new CdcException(message, why);
    return new Verdict(
        new Failure(failure.stage(), both, failure.attempt(), true), new ErrorPolicy.Stop());
  }

  private void announce(Failure failure, Decision decision, String action) {
    log(level(failure, decision), failure, action);
    lock.lock();
    try {
      boolean isStop = decision instanceof ErrorPolicy.Stop;
      // The stage may have recovered while the policy was asked.
      if (isStop || current.containsKey(failure.stage())) {
        latest = failure;
      }
      boolean delays = decision instanceof ErrorPolicy.Retry;
      if (delays && current.containsKey(failure.stage()) && isOfDelivery(failure.stage())) {
        retrying.add(failure.stage());
        state.failing(true);
      }
    } finally {
      lock.unlock();
    }
    listeners.tell(listener -> listener.onFailure(failure, decision));
  }

  /**
   * Returns whether a failure of the stage stops delivery; a valid lease can be used even while the
   * coordinator is in trouble.
   */
  private static boolean isOfDelivery(Stage stage) {
    return stage != Stage.COORDINATION;
  }

  private void log(System.Logger.Level level, Failure failure, String action) {
    long seconds = seconds(failure.stage());
    logger.log(
        level,
        () ->
            "pipeline %s: %s failed (attempt %d%s), %s: %s"
                .formatted(
                    pipeline,
                    failure.stage(),
                    failure.attempt(),
                    seconds == 0 ? "" : ", for " + seconds + " s",
                    action,
                    failure.describe()),
        // Our own exceptions explain themselves; others are shown once with their stack trace.
        failure.cause() instanceof CdcException || failure.attempt() > 1 ? null : failure.cause());
  }

  private long seconds(Stage stage) {
    lock.lock();
    try {
      return outages.seconds(stage);
    } finally {
      lock.unlock();
    }
  }

  /** Chooses the level: an outage is told when it changes, and each of its attempts to debug. */
  private System.Logger.Level level(Failure failure, Decision decision) {
    if (decision instanceof ErrorPolicy.Stop) {
      return System.Logger.Level.ERROR;
    }
    if (decision instanceof ErrorPolicy.Retry) {
      return isNews(failure) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    }
    // The search counts as one event; it is logged when it begins, and with its findings.
    boolean searching = decision instanceof ErrorPolicy.Isolate && failure.attempt() > 1;
    return searching ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
  }

  private boolean isNews(Failure failure) {
    lock.lock();
    try {
      return outages.isNews(failure);
    } finally {
      lock.unlock();
    }
  }

  private static String action(Decision decision) {
    if (decision instanceof ErrorPolicy.Retry retry) {
      return "retrying in " + Durations.saturatedMillis(retry.delay()) + " ms";
    }
    if (decision instanceof ErrorPolicy.Isolate) {
      return "isolating the changes it refuses";
    }
    return decision instanceof ErrorPolicy.Skip ? "SKIPPING what failed" : "stopping";
  }

  /** Records that {@code stage} works. */
  void recovered(Stage stage) {
    if (latest == null) {
      return;
    }
    Failure last;
    long seconds;
    lock.lock();
    try {
      last = current.remove(stage);
      if (last == null) {
        return;
      }
      seconds = outages.seconds(stage);
      outages.forget(stage);
      latest = current.isEmpty() ? null : current.values().iterator().next();
      retrying.remove(stage);
      state.failing(!retrying.isEmpty());
    } finally {
      lock.unlock();
    }
    int attempts = last.attempt();
    logger.log(
        System.Logger.Level.INFO,
        () ->
            "pipeline %s: %s works again, after %d failed %s in %d s"
                .formatted(
                    pipeline, stage, attempts, attempts == 1 ? "attempt" : "attempts", seconds));
  }

  /** Forgets the failures of a term that ended; failures of the coordinator remain. */
  void reset() {
    lock.lock();
    try {
      for (Stage stage : Stage.values()) {
        if (stage != Stage.COORDINATION) {
          current.remove(stage);
          outages.forget(stage);
        }
      }
      latest = current.get(Stage.COORDINATION);
      retrying.clear();
      state.failing(false);
    } finally {
      lock.unlock();
    }
  }
}
