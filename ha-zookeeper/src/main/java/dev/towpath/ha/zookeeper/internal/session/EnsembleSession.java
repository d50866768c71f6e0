package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.jspecify.annotations.Nullable;

/**
 * The keeper of one session with the ensemble. It opens handles in the background and replaces
 * stuck ones. It accepts the end of a session only from a server: the client library also ends
 * sessions by itself, whose nodes live on. Confined to the loop.
 */
public final class EnsembleSession {
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(10);

  /** The delay of an answer after which it is reported. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /** A write that changes nothing. */
  private static final List<Op> ANYTHING = List.of(Op.check("/", -1));

  private static final Problems.Subject ANSWERS = Problems.Subject.ofSession("answers");
  private static final Problems.Subject LATENESS = Problems.Subject.ofSession("lateness");
  private static final Problems.Subject CREDENTIALS = Problems.Subject.ofSession("credentials");

  private final Settings settings;
  private final Loop loop;
  private final Ticker ticker;
  private final Problems problems;
  private final OutageWatch outage;
  private State state = State.OPENING;
  private @Nullable Listener listener;
  private @Nullable Handle handle;
  private ClockReading handleSince;
  private long sessionId;
  private int timeoutMillis;
  private final SessionContact contact;

  /** The time of a quorum's last answer to a write. */
  private ClockReading written;

  /** The sending time of the unanswered request that keeps the contact; null if there is none. */
  private @Nullable ClockReading pulsedAt;

  /**
   * The last handle of a session that is left to expire; the present handle then only tests the
   * servers.
   */
  private @Nullable Handle left;

  private final Handle.Events events =
      new Handle.Events() {
        @Override
        public void on(Handle source, WatchedEvent event) {
          happened(source, event);
        }

        @Override
        public void answered(Handle source, ClockReading sent) {
          if (source.sessionId() == sessionId) {
            contact.answered(sent, timeout());
          }
        }

        @Override
        public void written(Handle source) {
          if (source.sessionId() == sessionId) {
            written = ticker.now();
          }
        }
      };

  public EnsembleSession(Settings settings, Loop loop, Ticker ticker, Problems problems) {
    this.settings = settings;
    this.loop = loop;
    this.ticker = ticker;
    this.problems = problems;
    this.timeoutMillis = settings.sessionTimeoutMillis();
    this.outage = new OutageWatch(settings, loop, problems, () -> sessionId != 0);
    this.handleSince = ticker.now();
    this.written = handleSince;
    this.contact = new SessionContact(handleSince);
  }

  private enum State {
    OPENING,
    UP,
    DOWN,
    CLOSED
  }

  /** A listener of session events, called on the loop. */
  public interface Listener {
    /** Notes that requests can be sent; watches and ephemeral nodes may need to be restored. */
    void connected(Handle handle);

    /** Notes that the session may no longer exist. */
    void doubted();

    /** Notes that the session and its ephemeral nodes are gone. */
    void expired(long sessionId);

    /** Notes that a watch fired. */
    void nodeChanged(String path);

    /** Returns whether nodes of the session may keep other instances from acting. */
    boolean mayHold();
  }

  /** Starts to connect. */
  public void open(Listener toTell) {
    listener = toTell;
    outage.began();
    openHandle(null);
  }

  /** Returns the handle over which requests can be sent now, or null. */
  public @Nullable Handle connected() {
    return state == State.UP ? handle : null;
  }

  /** Returns the handle over which requests of {@code session} can be sent now, or null. */
  public @Nullable Handle connectedAs(long session) {
    Handle current = connected();
    return current != null && current.sessionId() == session ? current : null;
  }

  /** Returns the granted session timeout, or the requested one while no server has answered. */
  public int timeoutMillis() {
    return timeoutMillis;
  }

  /**
   * Handles a reply that says that the session is over; it may come from the client library itself.
   */
  public void doubt(Handle doubtful) {
    if (doubtful == handle && state != State.CLOSED) {
      ended(doubtful);
    }
  }

  private Listener listener() {
    return Objects.requireNonNull(listener, "not open");
  }

  /** Returns the time from which a confirmed write sent at {@code sent} proves a lease. */
  public ClockReading proven(ClockReading sent) {
    return contact.proven(sent, timeout());
  }

  private Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }

  /** Checks time limits. */
  public void tick() {
    if (state == State.CLOSED) {
      return;
    }
    Handle current = handle;
    long unwritten = ticker.now().nanosSince(written);
    boolean isHolding = sessionId != 0 && left == null && listener().mayHold();
    if (current != null && isHolding && unwritten > 2 * timeout().toNanos()) {
      letGo(current);
    } else if (state == State.UP && current != null) {
      pulse(current, isHolding && unwritten > timeout().toNanos() / 2);
    } else {
      tickUnconnected(current);
    }
  }

  /** Keeps the contact alive: a confirmed write proves only as much as the contacts before it. */
  private void pulse(Handle current, boolean isQuorumAsked) {
    ClockReading unanswered = pulsedAt;
    if (unanswered != null) {
      late(current, ticker.now().nanosSince(unanswered));
      return;
    }
    pulsedAt = ticker.now();
    if (isQuorumAsked) {
      current.multi(ANYTHING, this::pulseAnswered);
    } else {
      current.exists("/", false, this::pulseAnswered);
    }
  }

  private void pulseAnswered(Reply<?> reply) {
    pulsedAt = null;
    if (!reply.isUnknown()) {
      problems.resolved(LATENESS);
    }
  }

  private void late(Handle current, long nanos) {
    if (nanos > LATE.toNanos()) {
      problems.report(
          LATENESS,
          ConnectionHealth.State.DEGRADED,
          ("'%s' has not answered %s for more than %d s; leases become suspect after two thirds of"
                  + " the session timeout (%d ms). Check that the servers have a quorum and are not"
                  + " overloaded, and the network between here and there")
              .formatted(settings.connectString(), current, LATE.toSeconds(), timeoutMillis));
    }
    if (nanos > LATE.plus(timeout().multipliedBy(2)).toNanos()) {
      // The client library answers or gives up long before, so its reply was lost here.
      pulsedAt = null;
    }
  }

  private void tickUnconnected(@Nullable Handle current) {
    ClockReading now = ticker.now();
    if (current != null && now.nanosSince(handleSince) > stuckNanos()) {
      Log.LOGGER.log(
          Level.DEBUG, () -> "no server has taken " + current + " back; trying a new client");
      replace(current);
    }
  }

  /**
   * Leaves the session alone so that the servers can end it. Requests may reach them although
   * answers do not come back. Each new connection would then keep the session alive, and with it
   * the nodes that others wait for. A session without nodes tests the servers until they answer.
   */
  private void letGo(Handle current) {
    problems.report(
        ANSWERS,
        ConnectionHealth.State.DEGRADED,
        ("'%s' answered no write of %s for %d ms; the session is left to expire, so that another"
                + " instance can take over, until there are answers again. Check the network between"
                + " here and there")
            .formatted(settings.connectString(), current, 2 * timeoutMillis));
    down("no answers from " + settings.connectString());
    // The servers can be reached; the problem has just been reported.
    outage.ended();
    problems.resolved(LATENESS);
    listener().doubted();
    left = current;
    replace(current);
  }

  /** Asks the quorum after a server accepted the session that only tests. */
  private void knock(Handle knocking) {
    knocking.multi(
        ANYTHING,
        reply -> {
          Handle known = left;
          if (knocking == handle && known != null && !reply.isUnknown()) {
            left = null;
            problems.resolved(ANSWERS);
            outage.began();
            written = ticker.now();
            Aside.run("close", loop, () -> closeQuietly(knocking));
            openHandle(known);
          }
        });
  }

  private static void closeQuietly(Handle finished) {
    try {
      finished.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the session on a thread of its own; completes {@code closed} when the server has ended it.
   */
  public void close(CompletableFuture<Void> closed) {
    end("closed", closed);
  }

  /**
   * Ends the session because the loop is dead. The client library would keep the session alive, and
   * its nodes would exclude the other instances.
   */
  public void died(String why) {
    end(why, new CompletableFuture<>());
  }

  private void end(String why, CompletableFuture<Void> ended) {
    Handle current = handle;
    handle = null;
    state = State.CLOSED;
    Aside.run("close", loop, () -> end(current, ended));
    outage.close();
    problems.session(ConnectionHealth.State.FAILED, why);
  }

  private static void end(@Nullable Handle last, CompletableFuture<Void> ended) {
    try {
      if (last != null) {
        last.close();
      }
      ended.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
      throw e;
    }
  }

  private long stuckNanos() {
    long twice = TimeUnit.MILLISECONDS.toNanos(2L * timeoutMillis);
    return Math.max(twice, settings.stuckAfter().toNanos());
  }

  private void openHandle(@Nullable Handle before) {
    handleSince = ticker.now();
    try {
      handle =
          before == null
              ? Handle.open(settings, loop, ticker, events)
              : Handle.reattach(settings, loop, ticker, events, before);
    } catch (IOException | RuntimeException | Error e) {
      // Any failure: without another attempt the candidates would wait forever.
      handle = null;
      loop.after(REFUSED_PAUSE, () -> openHandleAgain(before));
      outage.clientFailed(e);
    }
  }

  private void openHandleAgain(@Nullable Handle before) {
    if (handle == null && state != State.CLOSED) {
      openHandle(before);
    }
  }

  private void happened(Handle source, WatchedEvent event) {
    if (source != handle || state == State.CLOSED) {
      return;
    }
    if (event.getType() != EventType.None) {
      String path = event.getPath();
      if (path != null) {
        listener().nodeChanged(path);
      }
      return;
    }
    // A login that cannot begin arrives as an event without a state.
    KeeperState reported = Objects.requireNonNullElse(event.getState(), KeeperState.AuthFailed);
    switch (reported) {
      case SyncConnected -> up(source);
      case Disconnected -> down("disconnected from " + settings.connectString());
      case Expired -> ended(source);
      case AuthFailed -> refused(source);
      default -> Log.LOGGER.log(Level.DEBUG, () -> source + ": " + event);
    }
  }

  private void up(Handle current) {
    if (left != null) {
      knock(current);
      return;
    }
    long id = current.sessionId();
    if (sessionId != 0 && sessionId != id) {
      lost();
    }
    boolean isNew = sessionId != id;
    sessionId = id;
    state = State.UP;
    pulsedAt = null;
    if (!current.isAnswered()) {
      contact.renewed(current.opened(), isNew);
    }
    current.markAnswered();
    if (isNew) {
      written = ticker.now();
      granted(current);
    }
    problems.session(ConnectionHealth.State.UP, "");
    outage.ended();
    problems.resolved(LATENESS);
    problems.resolved(CREDENTIALS);
    listener().connected(current);
  }

  private void granted(Handle current) {
    timeoutMillis = current.sessionTimeoutMillis();
    int asked = settings.sessionTimeoutMillis();
    Log.LOGGER.log(
        Level.INFO,
        () ->
            "%s with '%s', timeout %d ms"
                .formatted(current, settings.connectString(), timeoutMillis));
    if (timeoutMillis > asked) {
      Log.LOGGER.log(
          Level.WARNING,
          () ->
              "the servers of '%s' raised the session timeout from %d to %d ms, their minimum; set"
                      .formatted(settings.connectString(), asked, timeoutMillis)
                  + " sessionTimeout to at least %d ms (3 x tickTime)"
                      .formatted(timeoutMillis * 3 / 2));
    }
  }

  private void down(String why) {
    if (state == State.UP) {
      state = State.DOWN;
      handleSince = ticker.now();
      outage.began();
      problems.session(ConnectionHealth.State.DEGRADED, why);
    }
  }

  private void ended(Handle current) {
    down("the session with " + settings.connectString() + " is in doubt");
    listener().doubted();
    if (isDenied(current)) {
      lost();
    }
    replace(current);
  }

  /**
   * Returns whether a server has said that the session is over. This requires an answer before the
   * client library would have given up by itself, after 4/3 of the timeout.
   */
  private boolean isDenied(Handle current) {
    long waited = ticker.now().nanosSince(current.opened());
    return current.isReattached()
        && !current.isAnswered()
        && waited < TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  private void lost() {
    long gone = sessionId;
    sessionId = 0;
    Log.LOGGER.log(Level.INFO, () -> "session 0x" + Long.toHexString(gone) + " is over");
    listener().expired(gone);
  }

  private void refused(Handle current) {
    down("credentials refused");
    listener().doubted();
    problems.report(
        CREDENTIALS,
        ConnectionHealth.State.FAILED,
        ("ZooKeeper at '%s' refused the credentials; check digest(user, password), or the JAAS"
                + " section of sasl(). Next try in %ds")
            .formatted(settings.connectString(), REFUSED_PAUSE.toSeconds()));
    handle = null;
    Aside.run("abandon", loop, current::abandon);
    loop.after(REFUSED_PAUSE, () -> openHandleAgain(predecessor(current)));
  }

  private void replace(Handle current) {
    handle = null;
    Aside.run("abandon", loop, current::abandon);
    openHandle(predecessor(current));
  }

  /**
   * Returns the handle whose session the successor of {@code current} continues; null for a new
   * session.
   */
  private @Nullable Handle predecessor(Handle current) {
    return sessionId == 0 || left != null ? null : current;
  }
}
