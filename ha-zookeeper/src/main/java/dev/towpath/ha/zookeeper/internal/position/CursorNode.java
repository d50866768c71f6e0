package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.election.TermWork;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.position.StaleEpochException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The cursor node of one term. It writes one checkpoint at a time, and only while the term lasts.
 * It also determines the outcome of writes whose answers were lost. Confined to the loop.
 */
final class CursorNode implements TermWork {
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);
  private static final int MOST_FOREIGN_WRITES = 10;

  /** The index of the write in a transaction, after the two guards. */
  private static final int WRITE_OPERATION = 2;

  private static final int MIRROR_OPERATION = 3;

  private static final int ABSENT = Integer.MIN_VALUE;

  private final ZooKeeperLease lease;
  private final Context context;
  private final String path;
  private final AtomicLong sequence = new AtomicLong();
  private @Nullable Integer version;
  private @Nullable CursorWrite inFlight;
  private @Nullable CursorWrite next;
  private boolean isSent;
  private int foreignWrites;
  private boolean isEnded;
  private @Nullable CursorWrite pacing;
  private @Nullable ClockReading lastAnswer;

  CursorNode(ZooKeeperLease lease, Context context) {
    this.lease = lease;
    this.context = context;
    this.path = context.settings().cursor(lease.destination());
  }

  /** Returns the number of the next save of this term. Thread-safe. */
  long nextSequence() {
    return sequence.incrementAndGet();
  }

  /** Returns the lease of the term. Thread-safe. */
  ZooKeeperLease lease() {
    return lease;
  }

  /** Returns the path of the node. Thread-safe. */
  String path() {
    return path;
  }

  /** Notes the version that the node had when it was read. */
  void found(int version) {
    this.version = version;
  }

  /** Notes that the node does not exist yet. */
  void notFound() {
    this.version = ABSENT;
  }

  /** Stores {@code write} after the write in flight and replaces any other that waits. */
  void write(CursorWrite write) {
    answerPacing();
    if (isEnded && !write.isLast()) {
      write.fail(lost());
      return;
    }
    if (inFlight != null) {
      CursorWrite waiting = next;
      next = write;
      if (waiting != null) {
        write.supersede(waiting);
      }
      return;
    }
    inFlight = write;
    foreignWrites = 0;
    send();
  }

  @Override
  public void resume() {
    isSent = false;
    send();
  }

  @Override
  public void termEnded() {
    isEnded = true;
    answerPacing();
    failAll(lost());
  }

  private LeaseLostException lost() {
    String why = lease.isLive() ? "ZooKeeper refused its guards" : lease.endedBecause();
    return new LeaseLostException(lease + " is lost: " + why);
  }

  private void send() {
    CursorWrite write = inFlight;
    Handle handle = context.session().connectedAs(lease.sessionId());
    if (write == null || handle == null || isSent) {
      return;
    }
    isSent = true;
    Integer known = version;
    if (known == null) {
      handle.exists(path, false, reply -> versionFound(handle, reply));
      return;
    }
    List<Op> writes = operations(write, known);
    Consumer<Reply<List<OpResult>>> answered = reply -> answered(handle, write, reply);
    if (write.isLast()) {
      lease.releaseWith(writes, answered);
    } else {
      var operations = new ArrayList<Op>(lease.guards(context.paths()));
      operations.addAll(writes);
      handle.multi(operations, answered);
    }
  }

  private List<Op> operations(CursorWrite write, int known) {
    Op ours =
        known == ABSENT
            ? Op.create(
                path, write.content(), context.settings().acls().ours(), CreateMode.PERSISTENT)
            : Op.setData(path, write.content(), known);
    byte[] canals = write.canals();
    return canals == null ? List.of(ours) : List.of(ours, Op.setData(canalPath(), canals, -1));
  }

  private String canalPath() {
    return context.paths().canalCursor(lease.destination(), context.settings().clientId());
  }

  private void versionFound(Handle handle, Reply<Stat> reply) {
    if (reply.isOk()) {
      found(reply.value().getVersion());
      resume();
    } else if (reply.code() == Code.NONODE) {
      notFound();
      resume();
    } else {
      unanswered(handle, reply);
    }
  }

  private void answered(Handle handle, CursorWrite write, Reply<List<OpResult>> reply) {
    if (write != inFlight) {
      return;
    }
    if (reply.isOk()) {
      version =
          reply.value().get(WRITE_OPERATION) instanceof SetDataResult result
              ? result.getStat().getVersion()
              : 0;
      stored(write, reply.sent());
    } else if (reply.isUnknown()) {
      unanswered(handle, reply);
    } else {
      rejected(handle, write, reply);
    }
  }

  private void rejected(Handle handle, CursorWrite write, Reply<List<OpResult>> reply) {
    int operation = Reply.failedOperation(reply);
    Code code = reply.code();
    if (code == Code.NOAUTH) {
      fail(
          write,
          new IOException(
              "ZooKeeper refused to write %s: %s; check digest(user, password) and the ACLs"
                  .formatted(operation == MIRROR_OPERATION ? canalPath() : path, code)));
    } else if (operation == MIRROR_OPERATION && code == Code.NONODE) {
      makeNodes(handle, write, canalPath());
    } else if (operation == WRITE_OPERATION || (operation < 0 && code == Code.NODEEXISTS)) {
      overtaken(handle, write, code);
    } else if (write.isLast() && operation == 0 && code == Code.NONODE) {
      // Perhaps this very write deleted the running node and its answer was lost.
      handle.read(path, found -> lastFound(handle, write, found));
    } else if (operation == 0 || operation == 1) {
      stale(handle, write, operation, code);
    } else {
      fail(write, new IOException("ZooKeeper refused to write " + path + ": " + code));
    }
  }

  /**
   * Handles an unexpected version: an earlier try of this write succeeded, or another client wrote.
   */
  private void overtaken(Handle handle, CursorWrite write, Code code) {
    if (code == Code.NONODE && version != null && version == ABSENT) {
      makeNodes(handle, write, context.paths().cursorParent(lease.destination()));
      return;
    }
    handle.read(
        path,
        reply -> {
          if (reply.code() == Code.NONODE) {
            notFound();
            resume();
          } else if (!reply.isOk()) {
            unanswered(handle, reply);
          } else if (Arrays.equals(reply.value().data(), write.content())) {
            version = reply.value().stat().getVersion();
            stored(write, null);
          } else {
            foreign(write, reply.value());
          }
        });
  }

  private void makeNodes(Handle handle, CursorWrite write, String lowest) {
    context
        .parents()
        .create(
            handle,
            lowest,
            made -> {
              if (made.isOk()) {
                resume();
              } else {
                fail(
                    write,
                    new IOException(
                        "ZooKeeper refused to create %s: %s".formatted(made.path(), made.code())));
              }
            });
  }

  private void foreign(CursorWrite write, Handle.Node node) {
    String content = new String(node.data(), StandardCharsets.UTF_8);
    Log.LOGGER.log(
        Level.WARNING,
        () ->
            "%s was written by another client while epoch %d leads and is overwritten; it held: %s"
                .formatted(path, lease.epoch(), abbreviated(content)));
    version = node.stat().getVersion();
    if (++foreignWrites > MOST_FOREIGN_WRITES) {
      fail(
          write,
          new IOException(path + " is constantly written by another client; end that client"));
    } else {
      resume();
    }
  }

  private void lastFound(Handle handle, CursorWrite write, Reply<Handle.Node> reply) {
    if (reply.isOk() && Arrays.equals(reply.value().data(), write.content())) {
      stored(write, null);
    } else if (reply.isUnknown()) {
      unanswered(handle, reply);
    } else {
      stale(handle, write, 0, Code.NONODE);
    }
  }

  private void unanswered(Handle handle, Reply<?> reply) {
    if (reply.isSessionOver()) {
      context.session().doubt(handle);
    }
    // After a reconnection resume() is called; this covers a connection that only lost the request.
    context.loop().after(RETRY_PAUSE, this::resumeIfConnected);
  }

  private void resumeIfConnected() {
    if (context.session().connected() != null) {
      resume();
    }
  }

  private void stored(CursorWrite write, @Nullable ClockReading sent) {
    if (sent != null && !write.isLast()) {
      lease.proven(sent);
    }
    Duration pause = write.isLast() || next != null ? Duration.ZERO : restOfInterval();
    lastAnswer = context.ticker().now().plus(pause);
    if (pause.isZero()) {
      write.succeed();
    } else {
      pacing = write;
      context.loop().after(pause, () -> answerPacing(write));
    }
    finish(write);
  }

  /**
   * Returns the rest of the commit interval, by which the answer, and thus the next save, is
   * delayed.
   */
  private Duration restOfInterval() {
    ClockReading before = lastAnswer;
    if (before == null) {
      return Duration.ZERO;
    }
    long since = context.ticker().now().nanosSince(before);
    long left = context.settings().commitInterval().toNanos() - since;
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  private void answerPacing() {
    if (pacing != null) {
      answerPacing(pacing);
    }
  }

  private void answerPacing(CursorWrite write) {
    write.succeed();
    if (pacing == write) {
      pacing = null;
    }
  }

  private void stale(Handle handle, CursorWrite write, int guard, Code code) {
    // Taken out first, because the revocation fails writes in flight with a less specific message.
    inFlight = null;
    lease.refused(guard, code);
    handle.exists(
        context.paths().epoch(lease.destination()),
        false,
        reply -> {
          inFlight = write;
          fail(write, refusal(reply));
        });
  }

  /**
   * Returns the refusal, with the later term if it was seen: canal and operators end a term without
   * one.
   */
  private Exception refusal(Reply<Stat> epochNode) {
    if (!epochNode.isOk() || epochNode.value().getMzxid() <= lease.epoch()) {
      return lost();
    }
    long latest = epochNode.value().getMzxid();
    var stale = new StaleEpochException(lease.destination(), lease.epoch(), latest);
    stale.initCause(lost());
    return stale;
  }

  private void fail(CursorWrite write, Exception why) {
    write.fail(why);
    finish(write);
  }

  private void failAll(Exception why) {
    CursorWrite waiting = next;
    next = null;
    CursorWrite write = inFlight;
    if (write != null) {
      fail(write, why);
    }
    if (waiting != null) {
      waiting.fail(why);
      lastSaveEnded(waiting);
    }
  }

  private void finish(CursorWrite write) {
    if (write != inFlight) {
      return;
    }
    inFlight = null;
    isSent = false;
    lastSaveEnded(write);
    CursorWrite waiting = next;
    next = null;
    if (waiting != null) {
      write(waiting);
    }
  }

  /** Tells the election, which leaves the running node alone until then. */
  private void lastSaveEnded(CursorWrite write) {
    if (write.isLast()) {
      lease.finished();
    }
  }

  private static String abbreviated(String content) {
    return content.length() <= 200 ? content : content.substring(0, 200) + "...";
  }
}
