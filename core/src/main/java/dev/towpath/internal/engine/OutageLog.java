package dev.towpath.internal.engine;

import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The outages of one pipeline, for its log. An outage is worth a warning when it begins, when it
 * has another cause, and once a minute. Used under the lock of {@link Health}.
 */
final class OutageLog {
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A message with a time or an address in it differs each time, and is not another cause. */
  private static final int MOST_CAUSES = 5;

  private final MonotonicClock clock;
  private final Map<Stage, Outage> outages = new EnumMap<>(Stage.class);

  OutageLog(MonotonicClock clock) {
    this.clock = clock;
  }

  /** Records that a stage has failed; its outage begins unless it has begun before. */
  void failed(Stage stage) {
    outages.computeIfAbsent(stage, begun -> new Outage(clock.nanoTime()));
  }

  /** Returns whether a failure is worth a warning. Counts as told then. */
  boolean isNews(Failure failure) {
    Outage outage = outages.get(failure.stage());
    return outage == null || outage.isNews(failure.describe(), clock.nanoTime());
  }

  /** Returns for how many seconds a stage has failed. */
  long seconds(Stage stage) {
    Outage outage = outages.get(stage);
    long nanos = outage == null ? 0 : clock.nanoTime() - outage.since;
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  /** Forgets the outage of a stage. */
  void forget(Stage stage) {
    outages.remove(stage);
  }

  /** An outage of one stage. */
  private static final class Outage {
    private final long since;
    private final Set<String> causes = new HashSet<>();
    private long told;

    Outage(long since) {
      this.since = since;
    }

    boolean isNews(String cause, long now) {
      boolean isOther = causes.size() < MOST_CAUSES && causes.add(cause);
      boolean isNews = isOther || now - told >= INTERVAL_NANOS;
      if (isNews) {
        told = now;
      }
      return isNews;
    }
  }
}
