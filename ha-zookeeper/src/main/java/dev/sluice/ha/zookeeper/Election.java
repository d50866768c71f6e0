package dev.sluice.ha.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Who runs one destination. Every hint (a watch, a connection, a tick) leads to the same three
 * steps: look at the running node, decide, act; and one step is in flight at most, since a second
 * claim would depose the first. Confined to the loop.
 */
final class Election {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
  private static final Duration RECONCILE = Duration.ofSeconds(30);

  private final String destination;
  private final Context context;
  private final RunningNode node;
  private final ClaimTiming timing;
  private final Deque<CompletableFuture<ZooKeeperLease>> candidates = new ArrayDeque<>();
  private final Backoff soon = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
  private final Backoff later = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private @Nullable ZooKeeperLease lease;

  /** A revoked lease whose holder has not said yet that it stopped. */
  private @Nullable ZooKeeperLease draining;

  /** A lease that is being given up together with its last checkpoint. */
  private @Nullable ZooKeeperLease releasing;

  private boolean isBusy;
  private boolean isClaiming;
  private boolean lookAgain;
  private long step;
  private ClockReading stepSince;
  private boolean mayOwnNode;
  private boolean mayOwnSeat;
  private ClockReading lookedAt;
  private Loop.@Nullable Timer contending;
  private Loop.@Nullable Timer waking;
  private long leaderSession;

  Election(String destination, Context context, ClaimTiming timing) {
    this.destination = destination;
    this.context = context;
    this.node = new RunningNode(context, destination);
    this.timing = timing;
    this.lookedAt = context.ticker().now();
    this.stepSince = lookedAt;
  }

  String destination() {
    return destination;
  }

  /** Whether it belongs to that instance. */
  boolean isOf(Context other) {
    return context.session() == other.session();
  }

  @Nullable ZooKeeperLease lease() {
    return lease;
  }

  /** Whether it leads, or is about to unless somebody else was faster. */
  boolean counts() {
    return lease != null || isClaiming;
  }

  /** Whether a change at {@code path} may change who leads. */
  boolean concerns(String path) {
    return path.equals(node.path()) || path.equals(node.seat());
  }

  /** Whether the running node may be ours, which keeps everybody else out. */
  boolean mayHold() {
    return lease != null || releasing != null || mayOwnNode || mayOwnSeat;
  }

  /** Whether there is nothing to do for this destination. */
  boolean isIdle() {
    return lease == null && releasing == null && candidates.isEmpty();
  }

  /** Adds a candidate; it is completed with its lease, unless it is cancelled. */
  void stand(CompletableFuture<ZooKeeperLease> candidate) {
    candidates.add(candidate);
    // Whoever stands again has stopped acting under the lease before.
    draining = null;
    look();
  }

  /** Forgets the candidates that were cancelled. */
  void withdraw() {
    candidates.removeIf(CompletableFuture::isCancelled);
    look();
  }

  /** Requests can be sent again; what was in flight is void. */
  void connected() {
    step++;
    isBusy = false;
    isClaiming = false;
    soon.reset();
    look();
    ZooKeeperLease current = lease != null ? lease : releasing;
    if (current != null) {
      current.cursor().resume();
    }
  }

  /** The session is over: so is every term that was won in it. */
  void expired(long sessionId) {
    ZooKeeperLease current = lease;
    if (current != null && current.win().sessionId() == sessionId) {
      revoke(current, "the ZooKeeper session expired");
    }
    ZooKeeperLease last = releasing;
    if (last != null && last.win().sessionId() == sessionId) {
      last.cursor().termEnded();
    }
  }

  /** Looks after time limits. */
  void tick() {
    ZooKeeperLease current = lease;
    long timeout = TimeUnit.MILLISECONDS.toNanos(context.session().timeoutMillis());
    ClockReading now = context.ticker().now();
    if (isBusy && now.nanosSince(stepSince) > 2 * timeout) {
      // Every request is answered or given up long before; whatever broke here is begun anew.
      logger.log(Level.WARNING, () -> destination + ": a step did not end; looking again");
      connected();
    }
    if (current != null && current.gate().shutForNanos() > timeout) {
      revoke(current, "no ZooKeeper server confirmed it in time");
    } else if (now.nanosSince(lookedAt) > RECONCILE.toNanos()) {
      look();
    }
  }

  /** ZooKeeper refused a guard of {@code refused}: 0 is the running node, 1 the epoch. */
  void refused(ZooKeeperLease refused, int guard, Code code) {
    if (guard == 0 && code == Code.BADVERSION) {
      // Perhaps an operator wrote the node to ask for a hand-over; shut the gate and look.
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
    if (handle == null || releasing != null || (isIdle() && !mayOwnNode && !mayOwnSeat)) {
      return;
    }
    if (isBusy) {
      lookAgain = true;
      return;
    }
    lookedAt = context.ticker().now();
    handle.exists(node.path(), true, step(reply -> seen(handle, reply)));
  }

  /** Starts a step; the result is dropped if the connection has been replaced meanwhile. */
  private <T> Consumer<T> step(Consumer<T> then) {
    isBusy = true;
    stepSince = context.ticker().now();
    long started = ++step;
    return result -> {
      if (started == step) {
        isBusy = false;
        then.accept(result);
        if (lookAgain && !isBusy) {
          lookAgain = false;
          look();
        }
      }
    };
  }

  private void seen(Handle handle, Reply<Stat> reply) {
    if (releasing != null) {
      // The question was asked before; the last checkpoint, perhaps sent again, needs the node.
      return;
    }
    if (reply.code() == Code.NONODE) {
      vacant(handle);
    } else if (!reply.isOk()) {
      failed(handle, reply.code(), "read " + node.path());
    } else if (reply.value().getEphemeralOwner() == handle.sessionId()) {
      own(handle, reply.value());
    } else {
      taken(handle, reply.value());
    }
  }

  private void vacant(Handle handle) {
    mayOwnNode = false;
    ZooKeeperLease current = lease;
    if (current != null) {
      revoke(current, "its running node was deleted");
    } else if (!candidates.isEmpty() && contending == null) {
      contending = context.loop().after(timing.beforeClaim(), this::contend);
    } else if (candidates.isEmpty()) {
      leaveSeat(handle);
    }
  }

  /** A seat is not left before its last holder has stopped. */
  private void leaveSeat(Handle handle) {
    if (mayOwnSeat && draining == null) {
      node.leaveSeat(handle, step(code -> seatLeft(handle, code)));
    }
  }

  private void seatLeft(Handle handle, Code code) {
    if (code == Code.OK) {
      mayOwnSeat = false;
    } else {
      failed(handle, code, "delete " + node.seat());
    }
  }

  private void taken(Handle handle, Stat stat) {
    mayOwnNode = false;
    if (contending != null) {
      contending.cancel();
      contending = null;
    }
    later.reset();
    soon.reset();
    context.problems().resolved(destination);
    ZooKeeperLease current = lease;
    if (current != null) {
      revoke(current, "its running node was replaced");
    } else if (leaderSession != stat.getEphemeralOwner()) {
      leaderSession = stat.getEphemeralOwner();
      logger.log(
          Level.INFO,
          () -> "%s: standby behind session 0x%x".formatted(destination, leaderSession));
    }
    leaveSeat(handle);
  }

  private void own(Handle handle, Stat stat) {
    ZooKeeperLease current = lease;
    if (current != null) {
      if (stat.getCzxid() > current.epoch()) {
        revoke(current, "its running node was replaced");
      } else if (stat.getVersion() != current.runningVersion()) {
        handle.read(node.path(), step(reply -> overwritten(handle, current, reply)));
      }
    } else if (draining != null && candidates.isEmpty()) {
      mayOwnNode = true;
    } else if (candidates.isEmpty()
        || timing.isHandingOver()
        || stat.getVersion() != ElectionWin.RUNNING_VERSION) {
      node.remove(handle, step(claim -> removed(handle, claim)));
    } else {
      node.reclaim(handle, step(claim -> claimed(handle, claim)));
    }
  }

  private void overwritten(Handle handle, ZooKeeperLease current, Reply<Handle.Node> reply) {
    if (!reply.isOk()) {
      failed(handle, reply.code(), "read " + node.path());
    } else if (current == lease) {
      HandOver asked = HandOver.in(reply.value().data(), context.settings().address());
      if (asked.isWanted()) {
        current.acceptRunningVersion(reply.value().stat().getVersion());
        timing.handOver();
      }
      revoke(current, asked.reason());
    }
  }

  private void contend() {
    contending = null;
    Handle handle = context.session().connected();
    if (handle == null || isBusy || releasing != null || candidates.isEmpty() || lease != null) {
      look();
      return;
    }
    Duration more = timing.untilClaim();
    if (more.isZero()) {
      isClaiming = true;
      node.claim(handle, step(claim -> claimed(handle, claim)));
    } else {
      contending = context.loop().after(more, this::contend);
    }
  }

  private void claimed(Handle handle, RunningNode.Claim claim) {
    isClaiming = false;
    ElectionWin win = claim.win();
    mayOwnSeat = true;
    if (win != null) {
      soon.reset();
      later.reset();
      context.problems().resolved(destination);
      won(win);
    } else {
      mayOwnNode = true;
      failed(handle, claim.code(), "claim " + node.path());
    }
  }

  private void won(ElectionWin win) {
    mayOwnNode = true;
    leaderSession = win.sessionId();
    int timeout = context.session().timeoutMillis();
    ClockReading proven = context.session().proven(win.sent());
    var gate = new Gate("the lease of " + destination, context.ticker(), proven, timeout);
    var won = new ZooKeeperLease(this, win, gate, context);
    lease = won;
    while (!candidates.isEmpty()) {
      if (candidates.remove().complete(won)) {
        logger.log(Level.INFO, () -> "%s: leader, epoch %d".formatted(destination, won.epoch()));
        look();
        return;
      }
    }
    // Everybody withdrew meanwhile.
    won.release();
    lease = null;
    look();
  }

  private void removed(Handle handle, RunningNode.Claim claim) {
    if (claim.code() == Code.OK) {
      soon.reset();
      if (timing.isHandingOver()) {
        timing.stepBack();
      }
      node.leaveSeat(handle, step(code -> seatLeft(handle, code)));
      lookAgain = true;
    } else {
      failed(handle, claim.code(), "delete " + node.path());
    }
  }

  /** Decides what a refusal means, and when to look again. */
  private void failed(Handle handle, Code code, String intention) {
    switch (code) {
      // When the connection is back, connected() looks again; until then the timer only idles.
      case NODEEXISTS, BADVERSION, CONNECTIONLOSS, SESSIONMOVED, REQUESTTIMEOUT ->
          lookIn(soon.next());
      case SESSIONEXPIRED -> context.session().doubt(handle);
      case NONODE -> node.makeParents(handle, step(outcome -> parentsMade(handle, outcome)));
      default -> refused(code, intention);
    }
  }

  private void parentsMade(Handle handle, Parents.Outcome outcome) {
    if (outcome.isOk()) {
      lookIn(soon.next());
    } else if (outcome.code() == Code.NONODE) {
      refused(Code.NONODE, "create " + outcome.path() + " (does the chroot exist?)");
    } else {
      failed(handle, outcome.code(), "create " + outcome.path());
    }
  }

  private void refused(Code code, String intention) {
    String advice =
        code == Code.NOAUTH
            ? "check digest(user, password) and the ACLs of that node"
            : "check that node";
    context
        .problems()
        .report(
            destination,
            Health.State.FAILED,
            "%s: ZooKeeper at '%s' refused to %s: %s; %s; candidates wait and it is tried again"
                .formatted(
                    destination, context.settings().connectString(), intention, code, advice));
    lookIn(later.next());
  }

  private void revoke(ZooKeeperLease revoked, String why) {
    if (revoked != lease) {
      return;
    }
    lease = null;
    draining = revoked;
    mayOwnNode = true;
    revoked.revoke(why);
    revoked.cursor().termEnded();
    logger.log(
        Level.INFO, () -> "%s: epoch %d revoked: %s".formatted(destination, revoked.epoch(), why));
    // A holder that does not say that it stopped must not keep the others waiting for ever.
    Duration limit = Duration.ofMillis(context.session().timeoutMillis());
    context.loop().after(limit, () -> drained(revoked));
    look();
  }

  private void drained(ZooKeeperLease stopped) {
    if (draining == stopped) {
      draining = null;
      look();
    }
  }

  /** The holder of {@code held} gave it up, or has noticed that it was revoked. */
  void givenUp(ZooKeeperLease held, boolean wasLive, Runnable then) {
    if (wasLive) {
      release(held, List.of(), reply -> then.run());
      held.cursor().termEnded();
    } else {
      drained(held);
      then.run();
    }
  }

  /** Deletes the running node under the guards of {@code held}, together with {@code more}. */
  void release(ZooKeeperLease held, List<Op> more, Consumer<Reply<List<OpResult>>> then) {
    if (held == lease) {
      lease = null;
      mayOwnNode = true;
    }
    Handle handle = context.session().connectedAs(held.win().sessionId());
    if (handle == null) {
      then.accept(new Reply<>(Code.CONNECTIONLOSS, null, context.ticker().now()));
      return;
    }
    Consumer<Reply<List<OpResult>>> released = step(reply -> released(handle, reply));
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
    lookAgain = true;
    if (reply.isOk()) {
      // At once, even if we stand again: whoever waits goes first.
      node.leaveSeat(handle, step(code -> seatLeft(handle, code)));
    }
  }

  /** Leaves the running node alone until {@link #finished}: its last checkpoint is on its way. */
  void finishing(ZooKeeperLease last) {
    releasing = last;
    draining = null;
    if (lease == last) {
      lease = null;
      mayOwnNode = true;
    }
  }

  /** The last checkpoint of {@code last} was stored, or cannot be. */
  void finished(ZooKeeperLease last) {
    if (releasing == last) {
      releasing = null;
      look();
    }
  }

  /** Ends everything; the session's end will delete the running node. */
  void close(RuntimeException why) {
    candidates.forEach(candidate -> candidate.completeExceptionally(why));
    candidates.clear();
    ZooKeeperLease current = lease;
    if (current != null) {
      lease = null;
      current.revoke("the coordinator was closed");
      current.cursor().termEnded();
    }
  }

  private void lookIn(Duration delay) {
    Loop.Timer before = waking;
    if (before != null) {
      before.cancel();
    }
    waking = context.loop().after(delay, this::look);
  }
}
