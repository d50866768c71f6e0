package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;

/**
 * An operator's request to hand over. It clears {@code active} in the leader's running node and
 * waits until the node is gone or has another owner. Confined to the loop.
 */
public final class HandOverRequest {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Context context;
  private final String destination;
  private final String path;
  private final ClockReading deadline;
  private final CompletableFuture<Void> done;
  private long asked;

  public HandOverRequest(
      Context context, String destination, Duration limit, CompletableFuture<Void> done) {
    this.context = context;
    this.destination = destination;
    this.path = context.paths().running(destination);
    this.deadline = context.ticker().now().plus(limit);
    this.done = done;
  }

  /** Reads the running node and makes the request if it is not made yet. */
  public void look() {
    Handle handle = context.session().connected();
    if (done.isDone()) {
      return;
    }
    if (context.ticker().now().nanosSince(deadline) > 0) {
      fail("the leader did not give it up in time");
    } else if (handle == null) {
      lookLater();
    } else {
      handle.read(path, Guarded.by(done, reply -> seen(handle, reply)));
    }
  }

  private void lookLater() {
    context.loop().after(POLL, Guarded.by(done, this::look));
  }

  private void seen(Handle handle, Reply<Handle.Node> reply) {
    if (reply.code() == Code.NONODE && asked == 0) {
      fail("no instance runs it");
    } else if (reply.code() == Code.NONODE
        || (reply.isOk() && asked != 0 && reply.value().stat().getCzxid() != asked)) {
      done.complete(null);
    } else if (reply.isOk()) {
      ask(handle, reply.value());
    } else if (reply.isUnknown()) {
      lookLater();
    } else {
      fail("ZooKeeper refused to read " + path + ": " + reply.code());
    }
  }

  private void ask(Handle handle, Handle.Node node) {
    asked = node.stat().getCzxid();
    try {
      if (!RunningJson.read(node.data()).active()) {
        lookLater();
        return;
      }
      byte[] wish = RunningJson.writeHandOver(node.data());
      handle.write(path, wish, node.stat().getVersion(), Guarded.by(done, this::asked));
    } catch (IOException e) {
      fail(path + " cannot be read: " + e.getMessage());
    }
  }

  private void asked(Reply<?> reply) {
    if (reply.isOk() || reply.isUnknown() || isOvertaken(reply.code())) {
      lookLater();
    } else {
      fail("ZooKeeper refused to write " + path + ": " + reply.code());
    }
  }

  private static boolean isOvertaken(Code code) {
    return code == Code.BADVERSION || code == Code.NONODE;
  }

  private void fail(String why) {
    done.completeExceptionally(
        new CoordinationException("%s could not be handed over: %s".formatted(destination, why)));
  }
}
