package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.ErrorPolicy.Decision;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.internal.time.Durations;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The failures a pipeline is recovering from: asks the policy, logs its decision once, tells the
 * listeners, and reports to the state machine. A policy that throws or answers nothing counts as
 * one that says stop. Thread-safe; never throws.
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
  private final Set<Stage> retrying = EnumSet.noneOf(Stage.class);
  private volatile @Nullable Failure latest;

  Health(EngineConfig config, Listeners listeners, StateMachine state) {
    this.pipeline = config.name();
    this.policy = config.errorPolicy();
    this.listeners = listeners;
    this.state = state;
  }

  /** A failure and what was decided about it. */
  record Verdict(Failure failure, Decision decision) {}

  /** The latest failure the pipeline is recovering from, or died of; null when all is well. */
  @Nullable Failure failure() {
    return latest;
  }

  /**
   * Records a failure and returns what to do about it.
   *
   * @param observed the failure; its number of attempts is at least how often the same happened
   *     before although it seemed to work in between
   * @param possible what can be done besides stopping; any other decision means stop
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

  /** Records a failure after the pipeline was asked to stop: nothing is tried again. */
  void whileStopping(Failure observed) {
    Failure failure = record(observed);
    log(
        System.Logger.Level.WARNING,
        failure,
        "stopping as asked; the next start repeats what was not acknowledged");
    listeners.tell(listener -> listener.onFailure(failure, new ErrorPolicy.Stop()));
  }

  /**
   * Records trouble that passes by itself or not at all, and about which the policy has no say.
   *
   * @param consequence what goes on meanwhile
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

  /** The failure it was asked about stays visible. */
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
      // It may have recovered while the policy was asked.
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

  /** A coordinator in trouble does not keep a valid lease from being used. */
  private static boolean isOfDelivery(Stage stage) {
    return stage != Stage.COORDINATION;
  }

  private void log(System.Logger.Level level, Failure failure, String action) {
    logger.log(
        level,
        () ->
            "pipeline %s: %s failed (attempt %d), %s: %s"
                .formatted(
                    pipeline, failure.stage(), failure.attempt(), action, failure.describe()),
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
    lock.lock();
    try {
      if (current.remove(stage) == null) {
        return;
      }
      latest = current.isEmpty() ? null : current.values().iterator().next();
      retrying.remove(stage);
      state.failing(!retrying.isEmpty());
    } finally {
      lock.unlock();
    }
    logger.log(
        System.Logger.Level.INFO, () -> "pipeline " + pipeline + ": " + stage + " works again");
  }

  /** Forgets the failures of a term that ended; those of the coordinator outlive it. */
  void reset() {
    lock.lock();
    try {
      current.keySet().removeIf(stage -> stage != Stage.COORDINATION);
      latest = current.get(Stage.COORDINATION);
      retrying.clear();
      state.failing(false);
    } finally {
      lock.unlock();
    }
  }
}
