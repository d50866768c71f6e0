package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.session.Problems;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.position.Checkpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The decision at the start of a term whether to continue from our position or from canal's.
 * Canal's counts if we have none. While canal's cursor is mirrored, it also counts if canal has run
 * the destination since. Confined to the loop.
 *
 * <p>A deposed canal server does not stop and flushes its cursor every second. Therefore canal's
 * cursor counts only after two seconds without a write.
 */
final class CanalTakeover {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SETTLED = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Context context;
  private final ZooKeeperLease lease;
  private final byte @Nullable [] metaFile;
  private final CompletableFuture<Optional<Checkpoint>> loaded;
  private final String path;
  private final Problems.Subject subject;
  private @Nullable Ours ours;
  private long lastZxid;
  private @Nullable ClockReading unchangedSince;
  private @Nullable ClockReading begun;

  /**
   * Prepares a decision.
   *
   * @param metaFile the content of canal's {@code meta.dat}, if there is one
   * @param loaded completes with the decision
   */
  CanalTakeover(
      Context context,
      ZooKeeperLease lease,
      byte @Nullable [] metaFile,
      CompletableFuture<Optional<Checkpoint>> loaded) {
    this.context = context;
    this.lease = lease;
    this.metaFile = metaFile;
    this.loaded = loaded;
    this.path = context.paths().canalCursor(lease.destination(), context.settings().clientId());
    this.subject = Problems.Subject.of(lease.destination(), "takeover from " + path);
  }

  /**
   * The content of our own cursor.
   *
   * @param checkpoint the checkpoint
   * @param zxid the transaction that wrote it
   */
  record Ours(Checkpoint checkpoint, long zxid) {}

  /** Decides between {@code found} and canal's position. */
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete only listens
  void decide(@Nullable Ours found) {
    ours = found;
    // The future may also be cancelled, or end with the term.
    loaded.whenComplete(
        (any, failure) -> context.loop().execute(() -> context.problems().resolved(subject)));
    look();
  }

  private void look() {
    lease.whenConnected(
        loaded,
        POLL,
        handle -> handle.read(path, Guarded.by(loaded, reply -> seen(handle, reply))));
  }

  private void lookLater() {
    context.loop().after(POLL, this::look);
  }

  private void seen(Handle handle, Reply<Handle.Node> reply) {
    if (reply.code() == Code.NONODE || (reply.isOk() && reply.value().data().length == 0)) {
      absent();
    } else if (reply.isOk()) {
      present(reply.value());
    } else if (reply.isUnknown()) {
      if (reply.isSessionOver()) {
        context.session().doubt(handle);
      }
      lookLater();
    } else {
      fail(
          new IOException(
              "ZooKeeper at '%s' refused to read %s: %s"
                  .formatted(context.settings().connectString(), path, reply.code())));
    }
  }

  private void absent() {
    Ours known = ours;
    byte[] file = metaFile;
    if (known != null) {
      complete(known.checkpoint());
    } else if (file == null) {
      loaded.complete(Optional.empty());
    } else {
      takeOverFile(file);
    }
  }

  private void takeOverFile(byte[] file) {
    BinlogPosition position;
    try {
      position = CanalCursor.readMetaFile(file, context.settings().clientId());
    } catch (IOException | RuntimeException e) {
      fail(Loading.damaged(String.valueOf(metaFileName()), file, e));
      return;
    }
    if (position == null) {
      loaded.complete(Optional.empty());
    } else {
      takeOver(position, String.valueOf(metaFileName()));
    }
  }

  private Object metaFileName() {
    return String.valueOf(context.settings().canal().metaFile(lease.destination()));
  }

  private void present(Handle.Node node) {
    Ours known = ours;
    if (known != null && node.stat().getMzxid() <= known.zxid()) {
      complete(known.checkpoint());
    } else if (known != null && !context.settings().canal().isMirroring()) {
      Log.LOGGER.log(
          Level.DEBUG,
          () ->
              "%s: canal's cursor %s was written after ours and is ignored, since it is not mirrored"
                  .formatted(lease.destination(), path));
      complete(known.checkpoint());
    } else if (isSettled(node.stat().getMzxid())) {
      settled(node);
    } else {
      lookLater();
    }
  }

  private boolean isSettled(long zxid) {
    ClockReading now = context.ticker().now();
    ClockReading first = begun == null ? now : begun;
    begun = first;
    ClockReading since = unchangedSince;
    if (since == null || zxid != lastZxid) {
      lastZxid = zxid;
      unchangedSince = now;
      if (now.nanosSince(first) > PATIENCE.toNanos()) {
        reportZombie();
      }
      return false;
    }
    return now.nanosSince(since) >= SETTLED.toNanos();
  }

  private void reportZombie() {
    context
        .problems()
        .report(
            subject,
            ConnectionHealth.State.DEGRADED,
            ("%s: a canal server still writes %s although it has lost the running node; it also"
                    + " still publishes. End that process; its address is one of the nodes below %s."
                    + " The destination starts after %d s without a write to the cursor")
                .formatted(
                    lease.destination(),
                    path,
                    context.paths().destinationCluster(lease.destination()),
                    SETTLED.toSeconds()));
  }

  private void settled(Handle.Node node) {
    BinlogPosition canals;
    try {
      canals = CanalCursor.read(node.data());
      refuseTwo(canals);
    } catch (IOException | RuntimeException e) {
      fail(Loading.damaged(path, node.data(), e));
      return;
    }
    Ours known = ours;
    if (known == null) {
      takeOver(canals, path);
      return;
    }
    BinlogPosition position = known.checkpoint().position();
    OptionalInt order = canals.compare(position);
    if (order.isPresent() && order.getAsInt() <= 0) {
      if (order.getAsInt() < 0) {
        Log.LOGGER.log(
            Level.WARNING,
            () ->
                "%s: canal has written %s since, but its position is behind: %s; continuing from ours: %s"
                    .formatted(lease.destination(), path, canals.summary(), position.summary()));
      }
      complete(known.checkpoint());
    } else {
      takeOver(canals, path);
    }
  }

  /** Refuses two contradictory cursors of canal: only an operator can decide between them. */
  private void refuseTwo(BinlogPosition inZooKeeper) throws IOException {
    byte[] file = metaFile;
    if (file == null || ours != null) {
      return;
    }
    BinlogPosition inFile = CanalCursor.readMetaFile(file, context.settings().clientId());
    if (inFile != null && !inFile.equals(inZooKeeper)) {
      throw new IOException(
          "%s holds another position, %s; delete the one that canal did not use last"
              .formatted(metaFileName(), inFile));
    }
  }

  private void takeOver(BinlogPosition canals, String origin) {
    String before = ours == null ? "we have no position yet" : "canal has run it since";
    Log.LOGGER.log(
        Level.INFO,
        () ->
            "%s: %s; starting from canal's, %s in %s"
                .formatted(lease.destination(), before, canals.summary(), origin));
    complete(Checkpoint.of(canals));
  }

  private void complete(Checkpoint checkpoint) {
    context.problems().resolved(subject);
    loaded.complete(Optional.of(checkpoint));
  }

  private void fail(Exception why) {
    context.problems().resolved(subject);
    loaded.completeExceptionally(why);
  }
}
