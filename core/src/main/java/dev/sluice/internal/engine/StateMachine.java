package dev.sluice.internal.engine;

import dev.sluice.PipelineState;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The state of a pipeline and the only way to change it. Thread-safe. */
final class StateMachine {
  private static final System.Logger logger = System.getLogger(StateMachine.class.getName());

  private final String pipeline;
  private final Listeners listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock for writing.
  private volatile PipelineState state = PipelineState.NEW;

  StateMachine(String pipeline, Listeners listeners) {
    this.pipeline = pipeline;
    this.listeners = listeners;
  }

  PipelineState state() {
    return state;
  }

  /** Moves to {@code next} if that is legal from here; says whether it moved. */
  boolean moveTo(PipelineState next) {
    return move(null, next);
  }

  /** Moves to {@code next} only from {@code expected}. */
  boolean moveTo(PipelineState expected, PipelineState next) {
    return move(expected, next);
  }

  private boolean move(@Nullable PipelineState expected, PipelineState next) {
    lock.lock();
    try {
      PipelineState from = state;
      if (!from.canMoveTo(next) || (expected != null && from != expected)) {
        return false;
      }
      state = next;
      changed.signalAll();
      logger.log(
          System.Logger.Level.INFO, () -> "pipeline " + pipeline + ": " + from + " → " + next);
      listeners.add(listener -> listener.onStateChange(from, next));
    } finally {
      lock.unlock();
    }
    listeners.tellPending();
    return true;
  }

  /** Waits for a final state; false when it was not reached in time. */
  boolean awaitFinal(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!state.isFinal()) {
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
