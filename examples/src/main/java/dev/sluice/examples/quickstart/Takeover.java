package dev.sluice.examples.quickstart;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the streams stood still after the active worker was killed: for each pipeline from
 * SIGKILL until the first message arrives that another leader wrote. Thread-safe.
 */
final class Takeover {
  private final Map<String, Long> terms = new HashMap<>();
  private final Map<String, Duration> durations = new HashMap<>();
  private final Map<String, Long> termsBefore = new HashMap<>();
  private long killedAt;

  /** The active worker is killed now. */
  synchronized void killed() {
    killedAt = System.nanoTime();
    termsBefore.putAll(terms);
  }

  /** A message was received. */
  synchronized void received(Received received) {
    String pipeline = received.topic();
    terms.merge(pipeline, received.term(), Math::max);
    Long before = termsBefore.get(pipeline);
    if (before != null && received.term() > before) {
      durations.putIfAbsent(pipeline, Duration.ofNanos(received.nanoTime() - killedAt));
    }
  }

  /** How long it took for {@code pipeline}, once that is known. */
  synchronized Optional<Duration> duration(String pipeline) {
    return Optional.ofNullable(durations.get(pipeline));
  }

  /** The longest of {@code pipelines}, once all are known. */
  synchronized Optional<Duration> longest(Collection<String> pipelines) {
    return durations.keySet().containsAll(pipelines)
        ? durations.values().stream().max(Duration::compareTo)
        : Optional.empty();
  }
}
