package dev.towpath;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A coordinator whose elections and losses a test decides. */
final class ScriptedCoordinator implements Coordinator {
  private final BlockingQueue<ScriptedLease> elections = new LinkedBlockingQueue<>();
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private long lastEpoch;

  /** Lets the next candidate win. */
  ScriptedLease elect() {
    var lease = new ScriptedLease(++lastEpoch);
    elections.add(lease);
    return lease;
  }

  /** Returns the events in order; tests may add some. */
  List<String> journal() {
    return journal;
  }

  @Override
  public Lease acquire(String pipeline) throws InterruptedException {
    return elections.take();
  }

  /** A lease that a test makes valid, suspect or revoked. */
  final class ScriptedLease implements Lease {
    private final long epoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All fields below are guarded by lock.
    private final List<Runnable> actions = new ArrayList<>();
    private boolean suspect;
    private boolean revoked;

    ScriptedLease(long epoch) {
      this.epoch = epoch;
    }

    void suspect(boolean now) {
      lock.lock();
      try {
        suspect = now;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void revoke() {
      List<Runnable> run;
      lock.lock();
      try {
        revoked = true;
        changed.signalAll();
        run = List.copyOf(actions);
      } finally {
        lock.unlock();
      }
      run.forEach(Runnable::run);
    }

    @Override
    public String pipeline() {
      return "scripted";
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public boolean isValid() {
      lock.lock();
      try {
        return !suspect && !revoked;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void await() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (suspect && !revoked) {
          changed.await();
        }
        if (revoked) {
          throw new LeaseLostException("lease " + epoch + " was revoked");
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onRevoked(Runnable action) {
      lock.lock();
      try {
        actions.add(action);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      journal.add("release " + epoch);
    }
  }
}
