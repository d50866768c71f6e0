package dev.towpath.testkit;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A lease whose state the test decides. Thread-safe. */
public final class TestLease implements Lease {
  private final String pipeline;
  private final long epoch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@code lock}. */
  private final List<Runnable> actions = new ArrayList<>();

  /** Written under {@code lock}. */
  private volatile State state = State.VALID;

  private enum State {
    VALID,
    SUSPECT,
    REVOKED,
    CLOSED
  }

  /** Creates a valid lease. */
  public TestLease(String pipeline, long epoch) {
    this.pipeline = pipeline;
    this.epoch = epoch;
  }

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean isValid() {
    return state == State.VALID;
  }

  /** Returns whether it was given up by its holder. */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  @Override
  public void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (state == State.SUSPECT) {
        changed.await();
      }
      if (state != State.VALID) {
        throw new LeaseLostException("epoch %d of %s is %s".formatted(epoch, pipeline, state));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onRevoked(Runnable action) {
    lock.lock();
    try {
      if (state != State.REVOKED) {
        actions.add(action);
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /** Makes a valid lease suspect: {@link #await()} blocks. */
  public void suspect() {
    move(State.VALID, State.SUSPECT);
  }

  /** Makes a suspect lease valid again. */
  public void restore() {
    move(State.SUSPECT, State.VALID);
  }

  private void move(State from, State to) {
    lock.lock();
    try {
      if (state != from) {
        throw new IllegalStateException("the lease is " + state + ", not " + from);
      }
      state = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Revokes the lease and runs the actions, on this thread. Does nothing once it is closed. */
  public void revoke() {
    List<Runnable> pending = finish(State.REVOKED);
    pending.forEach(Runnable::run);
  }

  @Override
  public void close() {
    finish(State.CLOSED);
  }

  private List<Runnable> finish(State end) {
    lock.lock();
    try {
      if (state == State.REVOKED || state == State.CLOSED) {
        return List.of();
      }
      state = end;
      changed.signalAll();
      List<Runnable> pending = List.copyOf(actions);
      actions.clear();
      return pending;
    } finally {
      lock.unlock();
    }
  }
}
