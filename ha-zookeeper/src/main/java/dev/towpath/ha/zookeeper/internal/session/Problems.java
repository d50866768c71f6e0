package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The problems known at present, for the health status and the candidates. Each is logged once and
 * repeated at growing intervals. Reports are confined to the loop; {@link #health()} is
 * thread-safe.
 */
public final class Problems {
  private static final Duration FIRST_REPETITION = Duration.ofSeconds(30);
  private static final Duration LAST_REPETITION = Duration.ofMinutes(10);

  private final Ticker ticker;
  private final Map<Subject, Problem> problems = new LinkedHashMap<>();
  private Consumer<Subject> listener = subject -> {};
  private ConnectionHealth.State session = ConnectionHealth.State.CONNECTING;
  private String sessionWhy;
  private volatile ConnectionHealth health;

  public Problems(Ticker ticker, String connectString) {
    this.ticker = ticker;
    this.sessionWhy = "no server of '" + connectString + "' has answered yet";
    this.health = new ConnectionHealth(session, now(), sessionWhy);
  }

  /**
   * The subject of a problem; it has at most one problem at a time.
   *
   * @param name distinguishes it from other subjects
   * @param destination the only destination it concerns; null if it concerns all
   * @param isObstacle whether it keeps candidates from being elected or leaders from acting
   */
  public record Subject(String name, @Nullable String destination, boolean isObstacle) {

    /** Returns the subject of an obstacle to every destination. */
    static Subject ofSession(String name) {
      return new Subject(name, null, true);
    }

    /** Returns the subject of an obstacle to one destination. */
    public static Subject of(String destination, String name) {
      return new Subject(name, destination, true);
    }

    /** Returns the subject of a problem that hinders nothing. */
    public static Subject remark(String name) {
      return new Subject(name, null, false);
    }

    /** Returns whether a problem with this subject hinders {@code other}. */
    boolean hinders(String other) {
      return isObstacle && (destination == null || destination.equals(other));
    }
  }

  /** Calls {@code toTell} after each later change, with its subject. */
  public void onChange(Consumer<Subject> toTell) {
    listener = toTell;
  }

  /** Returns the health status. */
  public ConnectionHealth health() {
    return health;
  }

  /** Notes that the session entered {@code state}. */
  void session(ConnectionHealth.State state, String why) {
    session = state;
    sessionWhy = why;
    changed(Subject.ofSession("state"));
  }

  /**
   * Notes a problem with an operation that is retried.
   *
   * @param severity DEGRADED, or FAILED when only an operator can help
   * @param text what failed, where, and what to do
   */
  public void report(Subject subject, ConnectionHealth.State severity, String text) {
    Problem known = problems.get(subject);
    ClockReading now = ticker.now();
    if (known == null || !known.severity().equals(severity) || known.isDue(now)) {
      Log.LOGGER.log(Level.WARNING, text);
      Duration pause = known == null ? FIRST_REPETITION : known.longerPause();
      ClockReading begun = known == null ? now : known.begun();
      problems.put(subject, new Problem(severity, text, begun, now, pause));
    } else {
      problems.put(
          subject, new Problem(severity, text, known.begun(), known.logged(), known.pause()));
    }
    changed(subject);
  }

  /** Notes that the problem of {@code subject} is over. */
  public void resolved(Subject subject) {
    Problem known = problems.remove(subject);
    if (known != null) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(ticker.now().nanosSince(known.begun()));
      Log.LOGGER.log(Level.INFO, () -> "resolved after %d s: %s".formatted(seconds, known.text()));
      changed(subject);
    }
  }

  /**
   * Returns the gravest problem that hinders {@code destination}, problems of the session first.
   * Empty if there is none; null while the session is not up and the answer is therefore unknown.
   */
  public @Nullable String obstacleTo(String destination) {
    Subject gravest = null;
    for (Map.Entry<Subject, Problem> entry : problems.entrySet()) {
      Subject subject = entry.getKey();
      if (subject.hinders(destination) && (gravest == null || isGraver(subject, gravest))) {
        gravest = subject;
      }
    }
    Problem worst = gravest == null ? null : problems.get(gravest);
    if (worst != null) {
      return worst.text();
    }
    return session == ConnectionHealth.State.UP ? "" : null;
  }

  private boolean isGraver(Subject one, Subject other) {
    int order = severity(one).compareTo(severity(other));
    return order > 0 || (order == 0 && one.destination() == null);
  }

  private ConnectionHealth.State severity(Subject subject) {
    Problem problem = problems.get(subject);
    return problem == null ? ConnectionHealth.State.UP : problem.severity();
  }

  private void changed(Subject subject) {
    update();
    listener.accept(subject);
  }

  private void update() {
    ConnectionHealth.State state = session;
    String why = sessionWhy;
    for (Problem problem : problems.values()) {
      if (problem.severity().compareTo(state) >= 0) {
        state = problem.severity();
        why = problem.text();
      }
    }
    ConnectionHealth last = health;
    if (last.state() != state || !last.why().equals(why)) {
      health = new ConnectionHealth(state, last.state() == state ? last.since() : now(), why);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(ticker.now().wallMillis());
  }

  private record Problem(
      ConnectionHealth.State severity,
      String text,
      ClockReading begun,
      ClockReading logged,
      Duration pause) {

    boolean isDue(ClockReading now) {
      return now.nanosSince(logged) >= pause.toNanos();
    }

    Duration longerPause() {
      return WaitTimes.least(pause.multipliedBy(2), LAST_REPETITION);
    }
  }
}
