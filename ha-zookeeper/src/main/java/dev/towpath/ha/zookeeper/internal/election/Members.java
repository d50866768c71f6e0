package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.session.Problems;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/**
 * The ephemeral nodes that show the present instances. They decide nothing, but a conflict reveals
 * two instances with one address, and is reported. Confined to the loop.
 */
final class Members {
  private static final Duration RECONCILE = Duration.ofSeconds(30);

  private final Context context;
  private final Map<String, Shown> wanted = new LinkedHashMap<>();
  private final Map<String, ClockReading> takenSince = new HashMap<>();
  private final Set<Long> formerSessions = new HashSet<>();
  private ClockReading lastLook;

  Members(Context context) {
    this.context = context;
    this.lastLook = context.ticker().now();
    wanted.put(context.paths().member(context.settings().address()), sameAddress());
  }

  private Shown sameAddress() {
    return new Shown(
        new byte[0],
        "another instance has the address %s; set a unique address"
            .formatted(context.settings().address()));
  }

  /** Shows this instance as a member of the destination. */
  void join(String destination) {
    show(path(destination), sameAddress());
  }

  /** Stops showing it. */
  void leave(String destination) {
    hide(path(destination));
  }

  /** Shows this instance as a waiting consumer, as canal's clients do. */
  void joinConsumers(String destination) {
    show(consumerMember(destination), sameAddress());
  }

  /** Shows this instance as the receiving consumer, as canal's clients do. */
  void startConsuming(String destination) {
    Settings settings = context.settings();
    show(
        context.paths().clientRunning(destination, settings.clientId()),
        new Shown(
            RunningJson.writeConsumer(settings.address(), settings.node(), settings.clientId()),
            "a client of canal stands for %s as client %d; end it, because it receives nothing from us"
                .formatted(destination, settings.clientId())));
  }

  void stopConsuming(String destination) {
    hide(context.paths().clientRunning(destination, context.settings().clientId()));
  }

  /** Stops showing it as a consumer at all. */
  void leaveConsumers(String destination) {
    stopConsuming(destination);
    hide(consumerMember(destination));
  }

  private String consumerMember(String destination) {
    Settings settings = context.settings();
    return context.paths().clientMember(destination, settings.clientId(), settings.address());
  }

  private void show(String path, Shown shown) {
    if (wanted.putIfAbsent(path, shown) == null) {
      ensure(path);
    }
  }

  private void hide(String path) {
    Handle handle = context.session().connected();
    if (wanted.remove(path) == null || handle == null) {
      return;
    }
    takenSince.remove(path);
    context.problems().resolved(Problems.Subject.remark(path));
    handle.exists(
        path,
        false,
        reply -> {
          if (reply.isOk() && isOwn(handle, reply.value()) && !wanted.containsKey(path)) {
            handle.delete(path, reply.value().getVersion(), deleted -> {});
          }
        });
  }

  /**
   * Checks all nodes over a new connection: they may be gone, or a former session's may still
   * exist.
   */
  void connected() {
    List.copyOf(wanted.keySet()).forEach(this::ensure);
  }

  void expired(long sessionId) {
    formerSessions.add(sessionId);
  }

  /** Checks the nodes periodically, because any client may delete them. */
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
    Shown shown = wanted.get(path);
    if (handle != null && shown != null) {
      handle.create(
          path,
          shown.content,
          context.settings().acls().canals(),
          CreateMode.EPHEMERAL,
          reply -> created(handle, path, reply.code()));
    }
  }

  private void created(Handle handle, String path, Code code) {
    switch (code) {
      case OK -> {
        present(path);
        if (!wanted.containsKey(path)) {
          // It was hidden during its creation.
          handle.delete(path, -1, deleted -> {});
        }
      }
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
        // The next connection leads here again; a refusal is reported by the election.
      }
    }
  }

  private void found(Handle handle, String path, Reply<Stat> reply) {
    Shown shown = wanted.get(path);
    if (!reply.isOk() || shown == null) {
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
                  path, shown.content, context.settings().acls().canals(), CreateMode.EPHEMERAL));
      handle.multi(replacement, replaced -> {});
    } else {
      taken(path, shown, stat.getEphemeralOwner());
    }
  }

  private void present(String path) {
    takenSince.remove(path);
    context.problems().resolved(Problems.Subject.remark(path));
  }

  /**
   * Handles a node of another session: a killed process leaves it for a session timeout, a live one
   * keeps it.
   */
  private void taken(String path, Shown shown, long session) {
    ClockReading now = context.ticker().now();
    ClockReading since = takenSince.computeIfAbsent(path, any -> now);
    if (now.nanosSince(since)
        > TimeUnit.MILLISECONDS.toNanos(2L * context.session().timeoutMillis())) {
      context
          .problems()
          .report(
              Problems.Subject.remark(path),
              ConnectionHealth.State.DEGRADED,
              "%s belongs to session 0x%x: %s".formatted(path, session, shown.ifTaken));
    }
  }

  private static boolean isOwn(Handle handle, Stat stat) {
    return stat.getEphemeralOwner() == handle.sessionId();
  }

  /** A node that shall exist. Immutable. */
  private static final class Shown {
    private final byte[] content;
    private final String ifTaken;

    /**
     * Describes a node.
     *
     * @param content its content
     * @param ifTaken the meaning of another owner, and the remedy
     */
    Shown(byte[] content, String ifTaken) {
      this.content = content;
      this.ifTaken = ifTaken;
    }
  }
}
