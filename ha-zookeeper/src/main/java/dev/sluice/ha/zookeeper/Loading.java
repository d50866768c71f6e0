package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.LeaseLostException;
import dev.sluice.position.Checkpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a cursor at the begin of a term. A transaction that checks the term comes first:
 * when its answer is here, the server this handle reads from has seen every write of an earlier
 * term. Confined to the loop.
 */
final class Loading {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  private final Context context;
  private final ZooKeeperLease lease;
  private final CompletableFuture<Optional<Checkpoint>> loaded;

  Loading(Context context, ZooKeeperLease lease, CompletableFuture<Optional<Checkpoint>> loaded) {
    this.context = context;
    this.lease = lease;
    this.loaded = loaded;
  }

  /** Reads, again and again until there is an answer or the lease is lost. */
  void start() {
    if (loaded.isDone()) {
      return;
    }
    if (!lease.isLive()) {
      fail(new LeaseLostException(lease + " is lost: " + lease.endedBecause()));
      return;
    }
    Handle handle = context.session().connectedAs(lease.grant().sessionId());
    if (handle == null) {
      startLater();
    } else {
      handle.multi(lease.guards(context.paths()), reply -> checked(handle, reply));
    }
  }

  private void startLater() {
    context.loop().after(RETRY_PAUSE, this::start);
  }

  private void checked(Handle handle, Reply<List<OpResult>> reply) {
    if (reply.isOk()) {
      lease.gate().proven(reply.sent(), context.session().timeoutMillis());
      handle.read(lease.cursor().path(), found -> read(handle, found));
    } else if (reply.isUnknown()) {
      unanswered(handle, reply);
    } else {
      lease.election().refused(lease, Math.max(0, Reply.failedOperation(reply)), reply.code());
      startLater();
    }
  }

  private void read(Handle handle, Reply<Handle.Node> reply) {
    if (reply.isOk() && reply.value().data().length > 0) {
      lease.cursor().found(reply.value().stat().getVersion());
      decode(reply.value().data());
    } else if (reply.isOk() || reply.code() == Code.NONODE) {
      remember(reply);
      String canals =
          context.paths().canalCursor(lease.destination(), context.settings().clientId());
      handle.read(canals, found -> readCanals(handle, canals, found));
    } else {
      failed(handle, lease.cursor().path(), reply);
    }
  }

  private void remember(Reply<Handle.Node> reply) {
    if (reply.isOk()) {
      lease.cursor().found(reply.value().stat().getVersion());
    } else {
      lease.cursor().notFound();
    }
  }

  private void decode(byte[] data) {
    String path = lease.cursor().path();
    try {
      CursorJson stored = CursorJson.read(data);
      if (stored.token() > lease.epoch()) {
        throw new IOException(
            ("it was written under epoch %d, which is later than this one's, %d: the ensemble was"
                    + " restored or the node was copied from another one. Check that the position is"
                    + " right, then set its field \"t\" to 0")
                .formatted(stored.token(), lease.epoch()));
      }
      loaded.complete(Optional.of(stored.checkpoint()));
    } catch (IOException e) {
      fail(damaged(path, data, e));
    }
  }

  private void readCanals(Handle handle, String path, Reply<Handle.Node> reply) {
    if (reply.code() == Code.NONODE || (reply.isOk() && reply.value().data().length == 0)) {
      loaded.complete(Optional.empty());
    } else if (!reply.isOk()) {
      failed(handle, path, reply);
    } else {
      imported(path, reply.value().data());
    }
  }

  private void imported(String path, byte[] data) {
    try {
      Checkpoint checkpoint = Checkpoint.of(CanalCursor.read(data));
      logger.log(
          Level.INFO,
          () ->
              "%s: no position of ours yet; starting from canal's, %s in %s"
                  .formatted(lease.destination(), checkpoint, path));
      loaded.complete(Optional.of(checkpoint));
    } catch (IOException e) {
      fail(damaged(path, data, e));
    }
  }

  private void failed(Handle handle, String path, Reply<?> reply) {
    if (reply.isUnknown()) {
      unanswered(handle, reply);
    } else {
      fail(
          new IOException(
              "ZooKeeper at '%s' refused to read %s: %s"
                  .formatted(context.settings().connectString(), path, reply.code())));
    }
  }

  private void unanswered(Handle handle, Reply<?> reply) {
    if (reply.isSessionOver()) {
      context.session().doubt(handle);
    }
    startLater();
  }

  private void fail(Exception why) {
    loaded.completeExceptionally(why);
  }

  private static IOException damaged(String path, byte[] data, @Nullable IOException cause) {
    String text = new String(data, 0, Math.min(data.length, 200), StandardCharsets.UTF_8);
    return new IOException(
        "the position in ZooKeeper's %s cannot be used: %s. Its content: %s"
            .formatted(path, cause == null ? "" : cause.getMessage(), text),
        cause);
  }
}
