package dev.sluice.internal.engine;

import dev.sluice.PipelineState;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
    PipelineState from;
    lock.lock();
    try {
      from = state;
      if (!from.canMoveTo(next)) {
        return false;
      }
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    logger.log(System.Logger.Level.INFO, () -> "pipeline " + pipeline + ": " + from + " → " + next);
    listeners.tell(listener -> listener.onStateChange(from, next));
    return true;
  }

  /** Moves to {@code next} only from {@code expected}. */
  boolean moveTo(PipelineState expected, PipelineState next) {
    lock.lock();
    try {
      return state == expected && moveTo(next);
    } finally {
      lock.unlock();
    }
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
