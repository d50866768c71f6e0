package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;

/**
 * The lease of one term, bound to the session in which it was won. Its writes use only handles of
 * that session. Thread-safe, except for methods confined to the loop.
 */
public final class ZooKeeperLease implements Lease {
  private final Context context;
  private final Election election;
  private final Candidate holder;
  private final ElectionWin win;
  private final Gate gate;
  private final TermWork work;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> onRevoked = new ArrayList<>();
  private volatile State state = State.LIVE;
  private volatile String endedBecause = "";
  private int runningVersion = ElectionWin.RUNNING_VERSION;
  private boolean isBeating;

  ZooKeeperLease(Election election, Candidate holder, ElectionWin win, Gate gate, Context context) {
    this.context = context;
    this.election = election;
    this.holder = holder;
    this.win = win;
    this.gate = gate;
    this.work = election.begin(this);
  }

  private enum State {
    LIVE,
    REVOKED,
    RELEASED
  }

  @Override
  public String pipeline() {
    return destination();
  }

  /** Returns the name of the pipeline, in canal's word. */
  public String destination() {
    return election.destination();
  }

  @Override
  public long epoch() {
    return win.epoch();
  }

  @Override
  public boolean isValid() {
    return gate.isOpen();
  }

  @Override
  public void await() throws InterruptedException {
    gate.await();
  }

  @Override
  public void onRevoked(Runnable action) {
    lock.lock();
    try {
      if (state == State.LIVE) {
        onRevoked.add(action);
        return;
      }
    } finally {
      lock.unlock();
    }
    if (state == State.REVOKED) {
      run(action);
    }
  }

  @Override
  public void close() {
    boolean wasLive = release();
    var done = new CompletableFuture<Void>();
    boolean isTold =
        context.loop().execute(() -> election.givenUp(this, wasLive, () -> done.complete(null)));
    if (isTold && !context.loop().isCurrent()) {
      await(done);
    }
  }

  private void await(CompletableFuture<Void> done) {
    try {
      done.get(context.settings().closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      Log.LOGGER.log(
          Level.WARNING,
          () -> "ZooKeeper did not confirm that " + this + " was given up; others wait for it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the candidate that won. */
  Candidate holder() {
    return holder;
  }

  /** Returns whether the instance with this context won it. */
  public boolean isOf(Context context) {
    return election.isOf(context);
  }

  /** Returns the session in which it was won. */
  public long sessionId() {
    return win.sessionId();
  }

  Gate gate() {
    return gate;
  }

  /** Notes that a quorum confirmed a write under the lease's guards, sent at {@code sent}. */
  public void proven(ClockReading sent) {
    gate.proven(context.session().proven(sent), context.session().timeoutMillis());
  }

  /** Returns the work that goes on during the term. */
  public TermWork work() {
    return work;
  }

  public boolean isLive() {
    return state == State.LIVE;
  }

  /**
   * Runs {@code step} over a handle of the term's session as soon as there is one, unless {@code
   * result} is complete by then. Fails {@code result} if the term ends before. Confined to the
   * loop.
   */
  public void whenConnected(CompletableFuture<?> result, Duration poll, Consumer<Handle> step) {
    if (result.isDone()) {
      return;
    }
    Guarded.by(result, () -> stepIfConnected(result, poll, step)).run();
  }

  private void stepIfConnected(CompletableFuture<?> result, Duration poll, Consumer<Handle> step) {
    Handle handle = context.session().connectedAs(sessionId());
    if (!isLive()) {
      result.completeExceptionally(new LeaseLostException(this + " is lost: " + endedBecause));
    } else if (handle != null) {
      step.accept(handle);
    } else {
      context.loop().after(poll, () -> whenConnected(result, poll, step));
    }
  }

  /** Returns why the term ended. */
  public String endedBecause() {
    return endedBecause;
  }

  /** Ends the term against the will of its holder. Confined to the loop. */
  void revoke(String why) {
    if (end(State.REVOKED, why)) {
      onRevoked.forEach(this::run);
    }
  }

  /** Ends the term at the will of its holder; returns whether it was live. */
  public boolean release() {
    return end(State.RELEASED, "it was given up");
  }

  private boolean end(State end, String why) {
    lock.lock();
    try {
      if (state != State.LIVE) {
        return false;
      }
      // Before the state: a thread that sees the lease ended must not find its gate open.
      gate.close(why);
      endedBecause = why;
      state = end;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      Log.LOGGER.log(
          Level.WARNING,
          () ->
              "%s failed when it was told that %s is lost; the lease is lost in any case, correct that class"
                  .formatted(action.getClass().getName(), this),
          e);
    }
  }

  /**
   * Handles the refusal of a guard: 0 is the running node, 1 the epoch. Confined to the loop.
   *
   * @param code the answer to the guard
   */
  public void refused(int guard, Code code) {
    election.refused(this, guard, code);
  }

  /** Leaves the running node alone while the last checkpoint is in flight. Confined to the loop. */
  public void finishing() {
    election.finishing(this);
  }

  /**
   * Deletes the running node under the guards of the term, in one transaction with {@code more}.
   * Confined to the loop.
   */
  public void releaseWith(List<Op> more, Consumer<Reply<List<OpResult>>> then) {
    election.release(this, more, then);
  }

  /** Notes that the last checkpoint was stored, or cannot be. Confined to the loop. */
  public void finished() {
    election.finished(this);
  }

  /** Returns the conditions for accepting a write of this term. Confined to the loop. */
  public List<Op> guards(Paths paths) {
    return win.guards(paths, destination(), runningVersion);
  }

  /** Returns the version of the running node during this term. Confined to the loop. */
  int runningVersion() {
    return runningVersion;
  }

  /**
   * Accepts an operator's write to the running node, so that the last checkpoint can still be
   * saved.
   */
  void acceptRunningVersion(int version) {
    runningVersion = version;
  }

  /** Returns whether a heartbeat is in flight. Confined to the loop. */
  boolean isBeating() {
    return isBeating;
  }

  void setBeating(boolean beating) {
    isBeating = beating;
  }

  @Override
  public String toString() {
    return "the lease of " + destination() + " (epoch " + epoch() + ")";
  }
}
