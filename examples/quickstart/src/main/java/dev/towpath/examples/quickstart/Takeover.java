package dev.towpath.examples.quickstart;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A measurement of the takeover: for each pipeline the time from SIGKILL to the first message of
 * another leader. Thread-safe.
 */
final class Takeover {
  private final Map<String, Long> terms = new HashMap<>();
  private final Map<String, Duration> durations = new HashMap<>();
  private final Map<String, Long> termsBefore = new HashMap<>();
  private long killedAt;

  /** Notes that the active worker is killed now. */
  synchronized void killed() {
    killedAt = System.nanoTime();
    termsBefore.putAll(terms);
  }

  /** Notes a received message. */
  synchronized void received(Received received) {
    String pipeline = received.topic();
    terms.merge(pipeline, received.term(), Math::max);
    Long before = termsBefore.get(pipeline);
    if (before != null && received.term() > before) {
      durations.putIfAbsent(pipeline, Duration.ofNanos(received.nanoTime() - killedAt));
    }
  }

  /** Returns the duration for {@code pipeline}, once it is known. */
  synchronized Optional<Duration> duration(String pipeline) {
    return Optional.ofNullable(durations.get(pipeline));
  }

  /** Returns the longest duration of {@code pipelines}, once all are known. */
  synchronized Optional<Duration> longest(Collection<String> pipelines) {
    return durations.keySet().containsAll(pipelines)
        ? durations.values().stream().max(Duration::compareTo)
        : Optional.empty();
  }
}
