package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.failure.CdcException;
import dev.towpath.ha.zookeeper.internal.election.TermWork;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.CanalSettings;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A store of checkpoints in cursor nodes, fenced by the lease. Thread-safe. */
public final class ZooKeeperPositionStore implements PositionStore {
  /** Well below 1 MB: the server answers every larger request by dropping the connection. */
  private static final int LARGEST = 512 * 1024;

  private static final int REMARKABLE = 64 * 1024;

  private final Context context;

  public ZooKeeperPositionStore(Context context) {
    this.context = context;
  }

  /** Begins the work of a term: its writes of checkpoints. */
  public static TermWork work(ZooKeeperLease lease, Context context) {
    return new CursorNode(lease, context);
  }

  @Override
  public Optional<Checkpoint> load(Lease lease) throws IOException, InterruptedException {
    CursorNode cursor = cursor(lease);
    ZooKeeperLease own = cursor.lease();
    var loaded = new CompletableFuture<Optional<Checkpoint>>();
    byte[] metaFile = metaFile(own.destination());
    if (!context.loop().execute(new Loading(context, cursor, metaFile, loaded)::start)) {
      throw lost(own);
    }
    try {
      return context.loop().await(loaded, own::isLive, () -> lost(own));
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (InterruptedException e) {
      loaded.cancel(false);
      throw e;
    }
  }

  private byte @Nullable [] metaFile(String destination) throws IOException {
    CanalSettings canal = context.settings().canal();
    try {
      canal.source(destination);
    } catch (IllegalArgumentException e) {
      throw notMirrored(e);
    }
    return canal.readMetaFile(destination);
  }

  private static LeaseLostException lost(ZooKeeperLease own) {
    String why = own.isLive() ? "the coordinator was closed" : own.endedBecause();
    return new LeaseLostException(own + " is lost: " + why);
  }

  private static UnusableStoreException notMirrored(IllegalArgumentException e) {
    return new UnusableStoreException(
        "canal's cursor cannot be mirrored: %s; correct mirrorCanalCursor(…)"
            .formatted(e.getMessage()),
        e);
  }

  @Override
  public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
    CursorNode cursor = cursor(lease);
    ZooKeeperLease own = cursor.lease();
    var done = new CompletableFuture<Void>();
    byte[] content = content(cursor, checkpoint);
    byte[] canals;
    try {
      canals = canals(own, checkpoint);
    } catch (IllegalArgumentException e) {
      done.completeExceptionally(notMirrored(e));
      return done;
    }
    IOException objection = objectionTo(cursor.path(), content, canals);
    var write = new CursorWrite(content, canals, false, done);
    boolean isLive = own.isLive();
    if (objection != null) {
      done.completeExceptionally(objection);
    } else if (!context.loop().execute(() -> write(cursor, write, isLive))) {
      done.completeExceptionally(closed(own));
    }
    return done;
  }

  @Override
  public void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
    CursorNode cursor = cursor(lease);
    ZooKeeperLease own = cursor.lease();
    byte[] content = content(cursor, checkpoint);
    byte[] canals;
    try {
      canals = canals(own, checkpoint);
    } catch (IllegalArgumentException e) {
      own.close();
      throw notMirrored(e);
    }
    IOException objection = objectionTo(cursor.path(), content, canals);
    if (objection != null) {
      own.close();
      throw objection;
    }
    own.release();
    var done = new CompletableFuture<Void>();
    var write = new CursorWrite(content, canals, true, done);
    if (!context.loop().execute(() -> writeLast(cursor, write))) {
      throw closed(own);
    }
    await(cursor, done);
  }

  private void await(CursorNode cursor, CompletableFuture<Void> done) throws IOException {
    long limit = context.settings().closeTimeout().toMillis();
    try {
      done.get(limit, TimeUnit.MILLISECONDS);
      return;
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      context.loop().execute(() -> cursor.termEnded());
      throw new IOException(
          "the last position of %s was not confirmed by ZooKeeper within %d ms"
              .formatted(cursor.lease().destination(), limit),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.loop().execute(() -> cursor.termEnded());
      throw new IOException("interrupted while the last position was saved", e);
    }
  }

  /** Sends a write; one submitted while the lease was live precedes the end of its term. */
  private void write(CursorNode cursor, CursorWrite write, boolean wasLive) {
    if (wasLive) {
      cursor.write(write);
    } else {
      refuse(cursor.lease(), write);
    }
  }

  private void writeLast(CursorNode cursor, CursorWrite write) {
    cursor.lease().finishing();
    cursor.write(write);
  }

  /** Refuses a write because the term is over; names the later term, if there is one. */
  private void refuse(ZooKeeperLease own, CursorWrite write) {
    var lost = new LeaseLostException(own + " is lost: " + own.endedBecause());
    Handle handle = context.session().connected();
    if (handle == null) {
      write.fail(lost);
      return;
    }
    handle.exists(
        context.paths().epoch(own.destination()),
        false,
        reply -> {
          boolean isDeposed = reply.isOk() && reply.value().getMzxid() > own.epoch();
          write.fail(
              isDeposed
                  ? new StaleEpochException(
                      own.destination(), own.epoch(), reply.value().getMzxid())
                  : lost);
        });
  }

  private byte[] content(CursorNode cursor, Checkpoint checkpoint) {
    long now = context.ticker().now().wallMillis();
    return CursorJson.write(cursor.lease().epoch(), cursor.nextSequence(), checkpoint, now);
  }

  /** Returns the new content of canal's cursor; null if it is not mirrored. */
  private byte @Nullable [] canals(ZooKeeperLease own, Checkpoint checkpoint) {
    CanalCursor.CanalSource source = context.settings().canal().source(own.destination());
    return source == null ? null : CanalCursor.write(checkpoint.position(), source);
  }

  private static @Nullable IOException objectionTo(
      String path, byte[] content, byte @Nullable [] canals) {
    int length = content.length + (canals == null ? 0 : canals.length);
    if (length > LARGEST) {
      return new IOException(
          "the checkpoint for %s has %d bytes; ZooKeeper takes %d. Purge the GTID set or reduce the"
                  .formatted(path, length, LARGEST)
              + " sink's state");
    }
    if (length > REMARKABLE) {
      Log.LOGGER.log(Level.DEBUG, () -> "the checkpoint for " + path + " has " + length + " bytes");
    }
    return null;
  }

  /** Returns the cursor of the term, which {@link #work} made when it began. */
  private CursorNode cursor(Lease lease) {
    if (lease instanceof ZooKeeperLease own
        && own.isOf(context)
        && own.work() instanceof CursorNode cursor) {
      return cursor;
    }
    throw new IllegalArgumentException(
        "the lease of %s is a %s of another coordinator; give the pipeline the coordinator and the"
                .formatted(lease.pipeline(), lease.getClass().getSimpleName())
            + " position store of the same ZooKeeperHa");
  }

  private static IOException closed(ZooKeeperLease own) {
    return new IOException(
        "the position of " + own.destination() + " was not saved: the ZooKeeperHa is closed");
  }

  private static IOException rethrown(ExecutionException e) {
    if (e.getCause() instanceof CdcException known) {
      throw known;
    }
    return failed(e);
  }

  private static IOException failed(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof UnusableStoreException) {
      return new UnusableStoreException(String.valueOf(cause.getMessage()), cause);
    }
    return new IOException(
        cause instanceof IOException ? cause.getMessage() : String.valueOf(cause), cause);
  }
}
