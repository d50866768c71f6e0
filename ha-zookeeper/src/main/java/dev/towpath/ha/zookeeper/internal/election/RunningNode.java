package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Parents;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that change the leader of one destination. Each is conditional on the version of
 * the epoch node read before, so that none can undo a concurrent change. Confined to the loop.
 *
 * <p>In addition to canal's running node a leader holds a seat, where canal's operators do not
 * clean up. If a leader's running node is deleted by hand, none of our instances leads until that
 * leader has stopped or its session has ended.
 */
final class RunningNode {
  private final Context context;
  private final String destination;
  private final String running;
  private final String epoch;
  private final String seat;

  RunningNode(Context context, String destination) {
    this.context = context;
    this.destination = destination;
    this.running = context.paths().running(destination);
    this.epoch = context.paths().epoch(destination);
    this.seat = context.paths().seat(destination);
  }

  /**
   * The outcome of a claim.
   *
   * @param code OK, or the reason for the failure
   * @param win the won term; null unless {@code code} is OK
   * @param path the node that decided it
   */
  record Claim(Code code, @Nullable ElectionWin win, String path) {}

  String path() {
    return running;
  }

  /** Returns the seat's path. */
  String seat() {
    return seat;
  }

  /** Returns the epoch node's path. */
  String epoch() {
    return epoch;
  }

  /**
   * Checks without a change whether this session may write the epoch node. The server checks
   * permissions before the version, which no node has.
   */
  void tryToWrite(Handle handle, Consumer<Code> then) {
    handle.write(epoch, new byte[0], Integer.MAX_VALUE, reply -> then.accept(reply.code()));
  }

  /** Creates the nodes that a claim requires: the parents of the running node and the cursor. */
  void makeParents(Handle handle, Consumer<Parents.Outcome> then) {
    Paths paths = context.paths();
    List<String> lowest = List.of(paths.destination(destination), paths.cursorParent(destination));
    context.parents().createAll(handle, lowest, then);
  }

  /** Creates the running node and starts a term, if the destination is vacant. */
  void claim(Handle handle, Consumer<Claim> then) {
    handle.exists(
        epoch,
        false,
        reply -> {
          if (reply.isOk()) {
            int term = reply.value().getVersion();
            seated(handle, then, seating -> claim(handle, term, seating, then));
          } else {
            then.accept(new Claim(reply.code(), null, epoch));
          }
        });
  }

  private void claim(Handle handle, int term, Op seating, Consumer<Claim> then) {
    Settings settings = context.settings();
    byte[] content = RunningJson.write(settings.address(), settings.node(), term + 1);
    List<Op> operations =
        List.of(
            Op.create(running, content, settings.acls().canals(), CreateMode.EPHEMERAL),
            // Raises the version to the one that distinguishes our node from canal's.
            Op.setData(running, content, 0),
            Op.setData(epoch, owner(handle), term),
            seating);
    handle.multi(operations, reply -> then.accept(claimed(handle, reply, 2)));
  }

  /**
   * Starts a term on a running node that this session already owns: the reply to the claim was
   * lost, or an earlier term was revoked in this session.
   */
  void reclaim(Handle handle, Consumer<Claim> then) {
    handle.exists(
        epoch,
        false,
        before -> {
          if (before.isOk()) {
            int term = before.value().getVersion();
            confirmOwn(
                handle,
                then,
                own -> seated(handle, then, seating -> reclaim(handle, term, seating, then)));
          } else {
            then.accept(new Claim(before.code(), null, epoch));
          }
        });
  }

  private void reclaim(Handle handle, int term, Op seating, Consumer<Claim> then) {
    List<Op> operations =
        List.of(
            Op.check(running, ElectionWin.RUNNING_VERSION),
            Op.setData(epoch, owner(handle), term),
            seating);
    handle.multi(operations, reply -> then.accept(claimed(handle, reply, 1)));
  }

  /**
   * Determines the operation that takes or keeps the seat; a seat of another session refuses the
   * claim.
   */
  private void seated(Handle handle, Consumer<Claim> otherwise, Consumer<Op> then) {
    handle.exists(
        seat,
        true,
        reply -> {
          if (reply.code() == Code.NONODE) {
            List<ACL> acl = context.settings().acls().ours();
            byte[] content = context.settings().address().getBytes(StandardCharsets.UTF_8);
            then.accept(Op.create(seat, content, acl, CreateMode.EPHEMERAL));
          } else if (!reply.isOk()) {
            otherwise.accept(new Claim(reply.code(), null, seat));
          } else if (reply.value().getEphemeralOwner() == handle.sessionId()) {
            then.accept(Op.check(seat, reply.value().getVersion()));
          } else {
            otherwise.accept(new Claim(Code.NODEEXISTS, null, seat));
          }
        });
  }

  /** Leaves the seat, if this session owns it. */
  void leaveSeat(Handle handle, Consumer<Code> then) {
    handle.exists(
        seat,
        false,
        reply -> {
          if (reply.isOk() && reply.value().getEphemeralOwner() == handle.sessionId()) {
            handle.delete(
                seat,
                reply.value().getVersion(),
                gone -> then.accept(gone.code() == Code.NONODE ? Code.OK : gone.code()));
          } else {
            then.accept(reply.code() == Code.NONODE ? Code.OK : reply.code());
          }
        });
  }

  /** Deletes a running node that this session owns without a term. */
  void remove(Handle handle, Consumer<Claim> then) {
    handle.exists(
        epoch,
        false,
        before -> {
          if (before.isOk() || before.code() == Code.NONODE) {
            confirmOwn(handle, then, own -> remove(handle, before.result(), own, then));
          } else {
            then.accept(new Claim(before.code(), null, epoch));
          }
        });
  }

  private void remove(Handle handle, @Nullable Stat before, Stat own, Consumer<Claim> then) {
    Op unchanged =
        before == null
            ? Op.create(epoch, new byte[0], context.settings().acls().ours(), CreateMode.PERSISTENT)
            : Op.check(epoch, before.getVersion());
    handle.multi(
        List.of(unchanged, Op.delete(running, own.getVersion())),
        reply ->
            then.accept(
                new Claim(
                    reply.code(), null, Reply.failedOperation(reply) == 0 ? epoch : running)));
  }

  /** Ends {@code lease}'s term together with {@code operations}, which come after two guards. */
  void release(
      Handle handle,
      ZooKeeperLease lease,
      List<Op> operations,
      Consumer<Reply<List<OpResult>>> then) {
    var all = new ArrayList<Op>(lease.guards(context.paths()));
    all.addAll(operations);
    all.add(Op.delete(running, lease.runningVersion()));
    handle.multi(all, then);
  }

  private void confirmOwn(Handle handle, Consumer<Claim> otherwise, Consumer<Stat> then) {
    handle.exists(
        running,
        false,
        reply -> {
          if (!reply.isOk()) {
            otherwise.accept(new Claim(reply.code(), null, running));
          } else if (reply.value().getEphemeralOwner() != handle.sessionId()) {
            otherwise.accept(new Claim(Code.NODEEXISTS, null, running));
          } else {
            then.accept(reply.value());
          }
        });
  }

  private Claim claimed(Handle handle, Reply<List<OpResult>> reply, int epochOperation) {
    if (reply.isOk() && reply.value().get(epochOperation) instanceof SetDataResult result) {
      Stat stat = result.getStat();
      var win =
          new ElectionWin(stat.getMzxid(), stat.getVersion(), handle.sessionId(), reply.sent());
      return new Claim(Code.OK, win, running);
    }
    int failed = Reply.failedOperation(reply);
    String path = failed < epochOperation ? running : failed == epochOperation ? epoch : seat;
    return new Claim(reply.code(), null, path);
  }

  /** Returns the content of the epoch node, for operators. */
  private byte[] owner(Handle handle) {
    Settings settings = context.settings();
    return "%s %s %s since %s"
        .formatted(
            settings.address(),
            settings.node(),
            handle,
            Instant.ofEpochMilli(context.ticker().now().wallMillis()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
