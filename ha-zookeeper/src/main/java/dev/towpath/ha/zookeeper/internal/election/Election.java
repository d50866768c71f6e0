package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.election.ElectionStep.Kind;
import dev.towpath.ha.zookeeper.internal.election.Tenure.Phase;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The election of one destination. It is a state machine: every watch, connection or tick leads to
 * the same three steps, look at the running node, decide, act. At most one step is in flight,
 * because a second claim would depose the first. Confined to the loop.
 */
final class Election {
  private final String destination;
  private final Context context;
  private final RunningNode node;
  private final ClaimTiming timing;
  private final TermWork.Factory work;
  private final Candidates candidates = new Candidates();
  private final Tenure tenure = new Tenure();
  private final PossibleNodes ours = new PossibleNodes();
  private final ElectionStep step;
  private final ElectionTimers timers;
  private final ElectionObstacles obstacles;
  private final ElectionFailures failures;
  private long leaderSession;

  Election(String destination, Context context, ClaimTiming timing, TermWork.Factory work) {
    this.destination = destination;
    this.context = context;
    this.node = new RunningNode(context, destination);
    this.timing = timing;
    this.work = work;
    this.step = new ElectionStep(context.ticker(), this::look);
    this.timers = new ElectionTimers(context, this::look, this::contend);
    this.obstacles = new ElectionObstacles(context, destination);
    this.failures = new ElectionFailures(context, node, step, timers, obstacles);
  }

  /** The nodes of this session that may exist and then exclude all other instances. */
  private static final class PossibleNodes {
    private boolean running;
    private boolean seat;
  }

  String destination() {
    return destination;
  }

  /** Begins the work of a term that was won. */
  TermWork begin(ZooKeeperLease won) {
    return work.begin(won, context);
  }

  /** Returns whether this election belongs to that instance. */
  boolean isOf(Context other) {
    return context.session() == other.session();
  }

  /** Returns the lease that leads, or null. */
  @Nullable ZooKeeperLease lease() {
    return tenure.lease(Phase.LEADING);
  }

  /** Returns whether it leads, or has sent a claim. */
  boolean counts() {
    return tenure.is(Phase.LEADING) || step.isClaim();
  }

  /** Returns whether a change at {@code path} may change the leader. */
  boolean concerns(String path) {
    return path.equals(node.path()) || path.equals(node.seat());
  }

  /** Returns whether a node of ours may exist that excludes all other instances. */
  boolean mayHold() {
    return tenure.is(Phase.LEADING) || tenure.is(Phase.RELEASING) || ours.running || ours.seat;
  }

  /** Returns whether there is nothing to do for this destination. */
  boolean isIdle() {
    return !tenure.is(Phase.LEADING) && !tenure.is(Phase.RELEASING) && candidates.isEmpty();
  }

  /** Adds a candidate, whose future completes with its lease unless it is cancelled. */
  void stand(Candidate candidate) {
    candidates.add(candidate);
    tenure.standsAgain();
    tellObstacle();
    look();
  }

  /** Forgets the candidates that were cancelled. */
  void withdraw() {
    candidates.removeCancelled();
    look();
  }

  /** Tells the candidates and the holder the present obstacle, or that there is none. */
  void tellObstacle() {
    String obstacle = context.problems().obstacleTo(destination);
    if (obstacle != null) {
      candidates.tell(obstacle);
      ZooKeeperLease held = tenure.lease();
      if (held != null) {
        held.holder().tell(obstacle);
      }
    }
  }

  /** Continues over a new connection; requests in flight are void. */
  void connected() {
    step.abandon();
    timers.connected();
    look();
    ZooKeeperLease current = tenure.is(Phase.DRAINING) ? null : tenure.lease();
    if (current != null) {
      current.work().resume();
    }
  }

  /** Ends every term of the session, which has expired. */
  void expired(long sessionId) {
    ZooKeeperLease current = tenure.lease();
    if (current == null || current.sessionId() != sessionId) {
      return;
    }
    if (tenure.is(Phase.LEADING)) {
      lose(current, "the ZooKeeper session expired");
    } else if (tenure.is(Phase.RELEASING)) {
      current.work().termEnded();
    }
  }

  /** Checks time limits. */
  void tick() {
    ZooKeeperLease current = lease();
    long timeout = TimeUnit.MILLISECONDS.toNanos(context.session().timeoutMillis());
    if (step.isOlderThan(2 * timeout)) {
      // The client answers or gives up every request long before, so the reply was lost.
      Log.LOGGER.log(Level.WARNING, () -> destination + ": a step did not end; looking again");
      connected();
    }
    if (current != null && current.gate().shutForNanos() > timeout) {
      lose(current, "no ZooKeeper server confirmed it in time");
    } else if (timers.isLookDue()) {
      look();
    }
    tickObstacles();
  }

  private void tickObstacles() {
    ZooKeeperLease current = lease();
    if (current != null && current.isValid()) {
      obstacles.proven();
    } else if (current != null && current.gate().shutForNanos() > suspicionNanos()) {
      obstacles.suspect(current);
    } else if (tenure.is(Phase.NONE) && isIdle()) {
      obstacles.clear();
    }
  }

  /**
   * Returns how long a lease may be in doubt before that is reported: reconnecting takes a moment.
   */
  private long suspicionNanos() {
    Duration sixth = Duration.ofMillis(context.session().timeoutMillis()).dividedBy(6);
    return WaitTimes.least(sixth, Duration.ofSeconds(1)).toNanos();
  }

  /** Handles the refusal of a guard of {@code refused}: 0 is the running node, 1 the epoch. */
  void refused(ZooKeeperLease refused, int guard, Code code) {
    if (guard == 0 && code == Code.BADVERSION) {
      // Perhaps an operator wrote the node to ask for a hand-over.
      refused.gate().distrust();
      look();
    } else {
      String guarded = guard == 0 ? "the running node" : "the epoch node";
      revoke(refused, "ZooKeeper refused it (%s of %s)".formatted(code, guarded));
    }
  }

  /** Looks at the running node, unless that or something else is in flight already. */
  void look() {
    Handle handle = context.session().connected();
    boolean isIrrelevant = isIdle() && !ours.running && !ours.seat;
    if (handle == null || tenure.is(Phase.RELEASING) || isIrrelevant) {
      return;
    }
    if (step.isInFlight()) {
      step.lookAgain();
      return;
    }
    timers.looked();
    handle.exists(node.path(), true, request(reply -> seen(handle, reply)));
  }

  private <T> Consumer<T> request(Consumer<T> then) {
    return step.begin(Kind.REQUEST, then);
  }

  private void seen(Handle handle, Reply<Stat> reply) {
    if (tenure.is(Phase.RELEASING)) {
      // This look began earlier; the last checkpoint, perhaps sent again, still needs the node.
      return;
    }
    if (reply.code() == Code.NONODE) {
      vacant(handle);
    } else if (!reply.isOk()) {
      failures.failed(handle, reply.code(), "read " + node.path());
    } else if (reply.value().getEphemeralOwner() == handle.sessionId()) {
      own(handle, reply.value());
    } else {
      taken(handle, reply.value());
    }
  }

  private void vacant(Handle handle) {
    ours.running = false;
    ZooKeeperLease current = lease();
    if (current != null) {
      revoke(current, "its running node was deleted");
    } else if (!candidates.isEmpty() && !timers.isClaimPlanned()) {
      timers.claimIn(timing.beforeClaim());
    } else if (candidates.isEmpty()) {
      leaveSeat(handle);
    }
  }

  /** Leaves the seat once its last holder has stopped. */
  private void leaveSeat(Handle handle) {
    if (ours.seat && !tenure.is(Phase.DRAINING)) {
      node.leaveSeat(handle, request(code -> seatLeft(handle, code)));
    }
  }

  private void seatLeft(Handle handle, Code code) {
    if (code == Code.OK) {
      ours.seat = false;
    } else {
      failures.failed(handle, code, "delete " + node.seat());
    }
  }

  private void taken(Handle handle, Stat stat) {
    ours.running = false;
    timers.cancelClaim();
    ZooKeeperLease current = lease();
    if (current != null) {
      revoke(current, "its running node was replaced");
    } else if (leaderSession != stat.getEphemeralOwner()) {
      leaderSession = stat.getEphemeralOwner();
      Log.LOGGER.log(
          Level.INFO,
          () -> "%s: standby behind session 0x%x".formatted(destination, leaderSession));
    }
    leaveSeat(handle);
    if (step.isInFlight()) {
      step.lookAgain();
    } else if (!candidates.isEmpty()) {
      node.tryToWrite(handle, request(code -> tried(handle, code)));
    }
  }

  /** Reports a standby that may not write, which would otherwise fail when it is needed. */
  private void tried(Handle handle, Code code) {
    if (code == Code.NOAUTH) {
      failures.failed(handle, code, "write " + node.epoch());
    } else {
      timers.succeeded();
      obstacles.clear();
    }
  }

  private void own(Handle handle, Stat stat) {
    ZooKeeperLease current = lease();
    if (current != null) {
      if (stat.getCzxid() > current.epoch()) {
        revoke(current, "its running node was replaced");
      } else if (stat.getVersion() != current.runningVersion()) {
        handle.read(node.path(), request(reply -> overwritten(handle, current, reply)));
      }
    } else if (tenure.is(Phase.DRAINING) && candidates.isEmpty()) {
      ours.running = true;
    } else if (candidates.isEmpty()
        || timing.isHandingOver()
        || stat.getVersion() != ElectionWin.RUNNING_VERSION) {
      node.remove(handle, request(claim -> removed(handle, claim)));
    } else {
      node.reclaim(handle, request(claim -> claimed(handle, claim)));
    }
  }

  private void overwritten(Handle handle, ZooKeeperLease current, Reply<Handle.Node> reply) {
    if (!reply.isOk()) {
      failures.failed(handle, reply.code(), "read " + node.path());
    } else if (current == lease()) {
      HandOver asked = HandOver.in(reply.value().data(), context.settings().address());
      if (asked.isWanted()) {
        current.acceptRunningVersion(reply.value().stat().getVersion());
        timing.handOver();
      }
      revoke(current, asked.reason());
    }
  }

  private void contend() {
    Handle handle = context.session().connected();
    boolean isWanted = !candidates.isEmpty() && !tenure.is(Phase.LEADING);
    if (handle == null || step.isInFlight() || tenure.is(Phase.RELEASING) || !isWanted) {
      look();
      return;
    }
    Duration more = timing.untilClaim();
    if (more.isZero()) {
      node.claim(handle, step.begin(Kind.CLAIM, claim -> claimed(handle, claim)));
    } else {
      timers.claimIn(more);
    }
  }

  private void claimed(Handle handle, RunningNode.Claim claim) {
    ElectionWin win = claim.win();
    ours.seat = true;
    ours.running = true;
    if (win != null) {
      timers.succeeded();
      obstacles.clear();
      won(win);
    } else {
      failures.failed(handle, claim.code(), "write " + claim.path());
    }
  }

  private void won(ElectionWin win) {
    leaderSession = win.sessionId();
    int timeout = context.session().timeoutMillis();
    ClockReading proven = context.session().proven(win.sent());
    var gate = new Gate("the lease of " + destination, context.ticker(), proven, timeout);
    ZooKeeperLease won =
        candidates.elect(holder -> new ZooKeeperLease(this, holder, win, gate, context));
    // If all candidates withdrew meanwhile, the look finds an unneeded node and removes it.
    if (won != null) {
      tenure.won(won);
      tellObstacle();
      Log.LOGGER.log(Level.INFO, () -> "%s: leader, epoch %d".formatted(destination, won.epoch()));
    }
    look();
  }

  private void removed(Handle handle, RunningNode.Claim claim) {
    if (claim.code() == Code.OK) {
      timers.connected();
      if (timing.isHandingOver()) {
        timing.stepBack();
      }
      node.leaveSeat(handle, request(code -> seatLeft(handle, code)));
      step.lookAgain();
    } else {
      failures.failed(handle, claim.code(), "write " + claim.path());
    }
  }

  /** Revokes the lease for lack of contact and reports that to its holder, too. */
  private void lose(ZooKeeperLease lost, String why) {
    if (lost == lease()) {
      revoke(lost, why);
      obstacles.lost(lost, why);
    }
  }

  private void revoke(ZooKeeperLease revoked, String why) {
    if (revoked != lease()) {
      return;
    }
    revoked.revoke(why);
    tenure.revoked(revoked);
    ours.running = true;
    revoked.work().termEnded();
    Log.LOGGER.log(
        Level.INFO, () -> "%s: epoch %d revoked: %s".formatted(destination, revoked.epoch(), why));
    drainLater(revoked);
    look();
  }

  /** Limits the wait for a holder that does not report its stop. */
  private void drainLater(ZooKeeperLease revoked) {
    Duration limit = Duration.ofMillis(context.session().timeoutMillis());
    context.loop().after(limit, () -> drained(revoked));
  }

  private void drained(ZooKeeperLease stopped) {
    if (tenure.end(Phase.DRAINING, stopped)) {
      look();
    }
  }

  /**
   * Recovers from a step that failed half way: ends the term and starts again from ZooKeeper's
   * state.
   */
  void broken(String why) {
    ZooKeeperLease held = tenure.lease();
    step.abandon();
    timers.cancelClaim();
    ours.running = true;
    ours.seat = true;
    timers.lookSoon();
    if (held != null) {
      held.revoke(why);
      tenure.revoked(held);
      drainLater(held);
      held.work().termEnded();
    }
  }

  /** Notes that the holder of {@code held} gave it up, or has noticed that it was revoked. */
  void givenUp(ZooKeeperLease held, boolean wasLive, Runnable then) {
    if (wasLive) {
      release(held, List.of(), reply -> then.run());
      held.work().termEnded();
    } else {
      drained(held);
      then.run();
    }
  }

  /** Deletes the running node under the guards of {@code held}, together with {@code more}. */
  void release(ZooKeeperLease held, List<Op> more, Consumer<Reply<List<OpResult>>> then) {
    if (tenure.end(Phase.LEADING, held)) {
      ours.running = true;
    }
    Handle handle = context.session().connectedAs(held.sessionId());
    if (handle == null) {
      then.accept(new Reply<>(Code.CONNECTIONLOSS, null, context.ticker().now()));
      return;
    }
    Consumer<Reply<List<OpResult>>> released = request(reply -> released(handle, reply));
    node.release(
        handle,
        held,
        more,
        reply -> {
          timing.stepBack();
          if (reply.isSessionOver()) {
            context.session().doubt(handle);
          }
          then.accept(reply);
          released.accept(reply);
        });
  }

  private void released(Handle handle, Reply<List<OpResult>> reply) {
    step.lookAgain();
    if (reply.isOk()) {
      // At once, even if we stand again: waiting candidates go first.
      node.leaveSeat(handle, request(code -> seatLeft(handle, code)));
    }
  }

  /** Leaves the running node alone until {@link #finished}: the last checkpoint is in flight. */
  void finishing(ZooKeeperLease last) {
    if (tenure.releasing(last)) {
      ours.running = true;
    }
  }

  /** Notes that the last checkpoint of {@code last} was stored, or cannot be. */
  void finished(ZooKeeperLease last) {
    if (tenure.end(Phase.RELEASING, last)) {
      look();
    }
  }

  /** Ends everything; the end of the session deletes the running node. */
  void close(RuntimeException why) {
    candidates.fail(why);
    ZooKeeperLease current = lease();
    if (current != null) {
      current.revoke("the coordinator was closed");
      tenure.end(Phase.LEADING, current);
      current.work().termEnded();
    }
  }
}
