package dev.sluice.ha.zookeeper;

import dev.sluice.event.BinlogPosition;
import dev.sluice.position.Checkpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the begin of a term whether it goes on at our position or at canal's. Canal's counts
 * where there is none of ours, and, while its cursor is mirrored, where canal has run the
 * destination since. Confined to the loop.
 *
 * <p>A canal server that was deposed does not stop: it goes on and flushes its cursor every second.
 * So canal's cursor is believed only when nobody has written it for two seconds.
 */
final class CanalTakeover {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
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
   * What is in our own cursor.
   *
   * @param checkpoint the checkpoint
   * @param zxid the transaction that wrote it
   */
  record Ours(Checkpoint checkpoint, long zxid) {}

  /** Decides between {@code found} and whatever canal has. */
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete only listens
  void decide(@Nullable Ours found) {
    ours = found;
    // It may also be cancelled, or end with the term.
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
      logger.log(
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
            Health.State.DEGRADED,
            ("%s: a canal server goes on writing %s although it has lost the running node; it still"
                    + " publishes, too. End that process: one of those below %s. The destination"
                    + " starts when nobody has written the cursor for %d s")
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
        logger.log(
            Level.WARNING,
            () ->
                "%s: canal has written %s since, but it is behind: %s; going on at ours: %s"
                    .formatted(lease.destination(), path, canals, position));
      }
      complete(known.checkpoint());
    } else {
      takeOver(canals, path);
    }
  }

  /** Two cursors of canal's that contradict each other leave only an operator to decide. */
  private void refuseTwo(BinlogPosition inZooKeeper) throws IOException {
    byte[] file = metaFile;
    if (file == null || ours != null) {
      return;
    }
    BinlogPosition inFile = CanalCursor.readMetaFile(file, context.settings().clientId());
    if (inFile != null && !inFile.equals(inZooKeeper)) {
      throw new IOException(
          "%s holds another one, %s; delete the one that canal did not use last"
              .formatted(metaFileName(), inFile));
    }
  }

  private void takeOver(BinlogPosition canals, String origin) {
    String before = ours == null ? "no position of ours yet" : "canal has run it since";
    logger.log(
        Level.INFO,
        () ->
            "%s: %s; starting from canal's, %s in %s"
                .formatted(lease.destination(), before, canals, origin));
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
