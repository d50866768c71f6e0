package dev.towpath.internal.engine;

import dev.towpath.internal.log.Loggers;
import dev.towpath.pipeline.PipelineState;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The state of a pipeline, derived from the reports of its parts: the phase of its life, whether it
 * follows the source, whether delivery is suspended, and whether something fails. Thread-safe.
 *
 * <p>Phases only go forward, except that a candidate is elected and becomes a candidate again. A
 * report that does not fit the phase changes nothing.
 */
final class StateMachine {
  private static final System.Logger logger = Loggers.PIPELINE;

  private enum Phase {
    NEW,
    CANDIDATE,
    LEADER,
    STOPPING,
    STOPPED,
    FAILED
  }

  private final String pipeline;
  private final Listeners listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All fields below are guarded by lock; the volatile one for writing only.
  private Phase phase = Phase.NEW;
  private boolean following;
  private boolean paused;
  private boolean suspended;
  private boolean deposed;
  private boolean failing;
  private volatile PipelineState state = PipelineState.NEW;

  StateMachine(String pipeline, Listeners listeners) {
    this.pipeline = pipeline;
    this.listeners = listeners;
  }

  PipelineState state() {
    return state;
  }

  /** Records that the pipeline was started; returns whether it was new. */
  boolean started() {
    return enter(Phase.CANDIDATE, Phase.NEW);
  }

  /** Records that the pipeline is a candidate again. */
  void stoodDown() {
    enter(Phase.CANDIDATE, Phase.LEADER);
  }

  /** Records that the pipeline was elected; it follows nothing yet. */
  void elected() {
    lock.lock();
    try {
      following = false;
      paused = false;
      suspended = false;
      deposed = false;
      enter(Phase.LEADER, Phase.CANDIDATE);
    } finally {
      lock.unlock();
    }
  }

  /** Records that the pipeline was asked to stop; if it was never started, it has stopped. */
  void stopping() {
    lock.lock();
    try {
      enter(Phase.STOPPED, Phase.NEW);
      enter(Phase.STOPPING, Phase.CANDIDATE, Phase.LEADER);
    } finally {
      lock.unlock();
    }
  }

  /** Records that the pipeline has stopped as asked. */
  void stopped() {
    enter(Phase.STOPPED, Phase.CANDIDATE, Phase.LEADER, Phase.STOPPING);
  }

  /** Records that the pipeline has ended in a failure. */
  void failed() {
    enter(Phase.FAILED, Phase.CANDIDATE, Phase.LEADER, Phase.STOPPING);
  }

  /** Records that the lease is lost, although the work under it may not have ended yet. */
  void deposed() {
    update(() -> deposed = true);
  }

  /** Records that the source sends its binlog from a known position. */
  void following() {
    update(() -> following = true);
  }

  /** Records whether the application has paused delivery. */
  void paused(boolean now) {
    update(() -> paused = now);
  }

  /** Records whether delivery is suspended because the lease is suspect. */
  void suspended(boolean now) {
    update(() -> suspended = now);
  }

  /** Records whether something that delivery needs is failing. */
  void failing(boolean now) {
    update(() -> failing = now);
  }

  private boolean enter(Phase next, Phase... from) {
    lock.lock();
    try {
      boolean isLegal = Arrays.asList(from).contains(phase);
      if (isLegal) {
        phase = next;
        derive();
      }
      return isLegal;
    } finally {
      lock.unlock();
    }
  }

  private void update(Runnable report) {
    lock.lock();
    try {
      report.run();
      derive();
    } finally {
      lock.unlock();
    }
  }

  private void derive() {
    PipelineState from = state;
    PipelineState next = derived();
    if (next != from) {
      state = next;
      changed.signalAll();
      // The failure, and its end, have lines of their own.
      boolean isOutage =
          next == PipelineState.RETRYING
              || from == PipelineState.RETRYING && next == PipelineState.RUNNING;
      logger.log(
          isOutage ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
          () -> "pipeline " + pipeline + ": " + from + " → " + next);
      listeners.tell(listener -> listener.onStateChange(from, next));
    }
  }

  private PipelineState derived() {
    return switch (phase) {
      case NEW -> PipelineState.NEW;
      case CANDIDATE -> PipelineState.STANDBY;
      case LEADER -> leading();
      case STOPPING -> PipelineState.STOPPING;
      case STOPPED -> PipelineState.STOPPED;
      case FAILED -> PipelineState.FAILED;
    };
  }

  private PipelineState leading() {
    if (deposed) {
      return PipelineState.STANDBY;
    }
    if (paused || suspended) {
      return PipelineState.PAUSED;
    }
    if (failing) {
      return PipelineState.RETRYING;
    }
    return following ? PipelineState.RUNNING : PipelineState.CONNECTING;
  }

  /** Waits for a final state; false when it was not reached in time. */
  boolean awaitFinal(long nanos) throws InterruptedException {
    return await(PipelineState::isFinal, nanos);
  }

  /** Waits for a state; false when it was not reached in time. */
  boolean await(Predicate<PipelineState> wanted, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!wanted.test(state)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
