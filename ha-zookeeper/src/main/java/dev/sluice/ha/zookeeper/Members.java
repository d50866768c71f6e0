package dev.sluice.ha.zookeeper;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/**
 * The ephemeral nodes that show who is there. They decide nothing; but two instances that want the
 * same one have the same address, and that is worth a warning. Confined to the loop.
 */
final class Members {
  private static final Duration RECONCILE = Duration.ofSeconds(30);

  private final Context context;
  private final Set<String> wanted = new HashSet<>();
  private final Map<String, Moment> takenSince = new HashMap<>();
  private final Set<Long> formerSessions = new HashSet<>();
  private Moment lastLook;

  Members(Context context) {
    this.context = context;
    this.lastLook = context.ticker().now();
    wanted.add(context.paths().member(context.settings().address()));
  }

  /** Shows this instance among those that serve the destination. */
  void join(String destination) {
    String path = path(destination);
    if (wanted.add(path)) {
      ensure(path);
    }
  }

  /** Stops showing it. */
  void leave(String destination) {
    String path = path(destination);
    Handle handle = context.session().connected();
    if (!wanted.remove(path) || handle == null) {
      return;
    }
    context.trouble().resolved(path);
    handle.exists(
        path,
        false,
        reply -> {
          if (reply.isOk() && isOwn(handle, reply.value()) && !wanted.contains(path)) {
            handle.delete(path, reply.value().getVersion(), deleted -> {});
          }
        });
  }

  /** A new connection: ephemeral nodes may be gone, or those of a former session still there. */
  void connected() {
    wanted.forEach(this::ensure);
  }

  void expired(long sessionId) {
    formerSessions.add(sessionId);
  }

  /** Looks again now and then, since anybody may delete these nodes. */
  void tick() {
    long interval =
        takenSince.isEmpty()
            ? RECONCILE.toNanos()
            : TimeUnit.MILLISECONDS.toNanos(context.session().timeoutMillis()) / 2;
    if (context.ticker().now().nanosSince(lastLook) > interval) {
      connected();
    }
  }

  private String path(String destination) {
    return context.paths().destinationMember(destination, context.settings().address());
  }

  private void ensure(String path) {
    lastLook = context.ticker().now();
    Handle handle = context.session().connected();
    if (handle != null) {
      handle.create(
          path,
          new byte[0],
          context.settings().acls().canals(),
          CreateMode.EPHEMERAL,
          reply -> created(handle, path, reply.code()));
    }
  }

  private void created(Handle handle, String path, Code code) {
    switch (code) {
      case OK -> present(path);
      case NODEEXISTS -> handle.exists(path, false, reply -> found(handle, path, reply));
      case NONODE ->
          context
              .parents()
              .create(
                  handle,
                  path.substring(0, path.lastIndexOf('/')),
                  made -> {
                    if (made.isOk()) {
                      ensure(path);
                    }
                  });
      default -> {
        // Without a connection the next one leads here again; a refusal is seen by the election.
      }
    }
  }

  private void found(Handle handle, String path, Reply<Stat> reply) {
    if (!reply.isOk() || !wanted.contains(path)) {
      return;
    }
    Stat stat = reply.value();
    if (isOwn(handle, stat)) {
      present(path);
    } else if (formerSessions.contains(stat.getEphemeralOwner())) {
      List<Op> replacement =
          List.of(
              Op.delete(path, stat.getVersion()),
              Op.create(
                  path, new byte[0], context.settings().acls().canals(), CreateMode.EPHEMERAL));
      handle.multi(replacement, replaced -> {});
    } else {
      taken(path, stat.getEphemeralOwner());
    }
  }

  private void present(String path) {
    takenSince.remove(path);
    context.trouble().resolved(path);
  }

  /** A killed process leaves its node for a session timeout; a living one keeps it. */
  private void taken(String path, long session) {
    Moment now = context.ticker().now();
    Moment since = takenSince.computeIfAbsent(path, any -> now);
    if (now.nanosSince(since)
        > TimeUnit.MILLISECONDS.toNanos(2L * context.session().timeoutMillis())) {
      context
          .trouble()
          .report(
              path,
              Health.State.DEGRADED,
              "%s belongs to session 0x%x: another instance has the address %s; set a unique address"
                  .formatted(path, session, context.settings().address()));
    }
  }

  private static boolean isOwn(Handle handle, Stat stat) {
    return stat.getEphemeralOwner() == handle.sessionId();
  }
}
