package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a cursor at the start of a term. A transaction that checks the term comes first:
 * after its answer, this handle's server has seen every write of earlier terms. Confined to the
 * loop.
 */
final class Loading {
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  private final Context context;
  private final CursorNode cursor;
  private final ZooKeeperLease lease;
  private final byte @Nullable [] metaFile;
  private final CompletableFuture<Optional<Checkpoint>> loaded;

  /**
   * Prepares a reading.
   *
   * @param metaFile the content of canal's {@code meta.dat}, if there is one
   * @param loaded completes with the checkpoint
   */
  Loading(
      Context context,
      CursorNode cursor,
      byte @Nullable [] metaFile,
      CompletableFuture<Optional<Checkpoint>> loaded) {
    this.context = context;
    this.cursor = cursor;
    this.lease = cursor.lease();
    this.metaFile = metaFile;
    this.loaded = loaded;
  }

  /** Reads and retries until there is an answer or the lease is lost. */
  void start() {
    lease.whenConnected(
        loaded,
        RETRY_PAUSE,
        handle ->
            handle.multi(
                lease.guards(context.paths()),
                Guarded.by(loaded, reply -> checked(handle, reply))));
  }

  private void startLater() {
    context.loop().after(RETRY_PAUSE, this::start);
  }

  private void checked(Handle handle, Reply<List<OpResult>> reply) {
    if (reply.isOk()) {
      lease.proven(reply.sent());
      handle.read(cursor.path(), Guarded.by(loaded, found -> read(handle, found)));
    } else if (reply.isUnknown()) {
      unanswered(handle, reply);
    } else {
      lease.refused(Math.max(0, Reply.failedOperation(reply)), reply.code());
      startLater();
    }
  }

  private void read(Handle handle, Reply<Handle.Node> reply) {
    if (reply.isOk() && reply.value().data().length > 0) {
      cursor.found(reply.value().stat().getVersion());
      decode(handle, reply.value());
    } else if (reply.isOk() || reply.code() == Code.NONODE) {
      remember(reply);
      decide(handle, null);
    } else {
      failed(handle, cursor.path(), reply);
    }
  }

  private void remember(Reply<Handle.Node> reply) {
    if (reply.isOk()) {
      cursor.found(reply.value().stat().getVersion());
    } else {
      cursor.notFound();
    }
  }

  private void decide(Handle handle, CanalTakeover.@Nullable Ours ours) {
    CanalLeftovers.report(context, handle, lease.destination());
    new CanalTakeover(context, lease, metaFile, loaded).decide(ours);
  }

  private void decode(Handle handle, Handle.Node node) {
    byte[] data = node.data();
    String path = cursor.path();
    CursorJson stored;
    try {
      stored = CursorJson.read(data);
      if (stored.token() > lease.epoch()) {
        throw new IOException(
            ("it was written under epoch %d, which is later than the present one, %d: the ensemble"
                    + " was restored or the node was copied from another one. Check that the position"
                    + " is right, then set its field \"t\" to 0")
                .formatted(stored.token(), lease.epoch()));
      }
    } catch (IOException | RuntimeException e) {
      fail(damaged(path, data, e));
      return;
    }
    decide(handle, new CanalTakeover.Ours(stored.checkpoint(), node.stat().getMzxid()));
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

  /** Returns the failure for a position that only an operator can correct. */
  static UnusableStoreException damaged(String path, byte[] data, Exception cause) {
    String text = new String(data, 0, Math.min(data.length, 200), StandardCharsets.UTF_8);
    return new UnusableStoreException(
        ("the position in %s cannot be used: %s. Correct or delete it: after a deletion the"
                + " pipeline begins at canal's position, or without one where startPosition(…) says. Its"
                + " content: %s")
            .formatted(path, cause.getMessage(), text),
        cause);
  }
}
