package dev.sluice.ha.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is wrong at present: says it once, repeats it at growing intervals, and remembers it for the
 * health status. Reports are confined to the loop; {@link #health()} is thread-safe.
 */
final class Problems {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
  private static final Duration FIRST_REPETITION = Duration.ofSeconds(30);
  private static final Duration LAST_REPETITION = Duration.ofMinutes(10);

  private final Ticker ticker;
  private final Map<String, Problem> problems = new LinkedHashMap<>();
  private Health.State session = Health.State.CONNECTING;
  private String sessionWhy;
  private volatile Health health;

  Problems(Ticker ticker, String connectString) {
    this.ticker = ticker;
    this.sessionWhy = "no server of '" + connectString + "' has answered yet";
    this.health = new Health(session, now(), sessionWhy);
  }

  /** The status to show. */
  Health health() {
    return health;
  }

  /** The session entered {@code state}. */
  void session(Health.State state, String why) {
    session = state;
    sessionWhy = why;
    update();
  }

  /**
   * Something that is retried does not work.
   *
   * @param subject what it is about; at most one problem per subject is known
   * @param severity DEGRADED, or FAILED when only an operator can help
   * @param text what is wrong, where, and what to do
   */
  void report(String subject, Health.State severity, String text) {
    Problem known = problems.get(subject);
    ClockReading now = ticker.now();
    if (known == null || !known.severity().equals(severity) || known.isDue(now)) {
      logger.log(Level.WARNING, text);
      Duration pause = known == null ? FIRST_REPETITION : known.longerPause();
      problems.put(subject, new Problem(severity, text, now, pause));
    } else {
      problems.put(subject, new Problem(severity, text, known.logged(), known.pause()));
    }
    update();
  }

  /** What {@code subject} was about works again. */
  void resolved(String subject) {
    Problem known = problems.remove(subject);
    if (known != null) {
      logger.log(Level.INFO, () -> "no longer: " + known.text());
      update();
    }
  }

  private void update() {
    Health.State state = session;
    String why = sessionWhy;
    for (Problem problem : problems.values()) {
      if (problem.severity().compareTo(state) >= 0) {
        state = problem.severity();
        why = problem.text();
      }
    }
    Health last = health;
    if (last.state() != state || !last.why().equals(why)) {
      health = new Health(state, last.state() == state ? last.since() : now(), why);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(ticker.now().wallMillis());
  }

  private record Problem(Health.State severity, String text, ClockReading logged, Duration pause) {

    boolean isDue(ClockReading now) {
      return now.nanosSince(logged) >= pause.toNanos();
    }

    Duration longerPause() {
      Duration doubled = pause.multipliedBy(2);
      return doubled.compareTo(LAST_REPETITION) > 0 ? LAST_REPETITION : doubled;
    }
  }
}
