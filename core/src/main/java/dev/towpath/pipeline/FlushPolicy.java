package dev.towpath.pipeline;

import java.time.Duration;

/**
 * A policy that decides when the sink is flushed: it limits how long and how much may be written
 * and not yet acknowledged. The sink is also flushed when the memory budget is half used, and on
 * stop.
 *
 * @param interval the longest time between flushes while there is something to flush; default 200
 *     ms, 1 ms … 1 h
 * @param events the most events written between flushes; default 10,000, at least 1
 */
public record FlushPolicy(Duration interval, int events) {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public FlushPolicy {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0 || events < 1) {
      throw new IllegalArgumentException(
          "flush policy needs an interval of 1 ms to 1 h and at least 1 event: %s, %d"
              .formatted(interval, events));
    }
  }

  /** Returns a policy that flushes at least this often, and at least every 10,000 events. */
  public static FlushPolicy every(Duration interval) {
    return new FlushPolicy(interval, 10_000);
  }

  /** Returns a policy with the same interval and another limit of events. */
  public FlushPolicy orEvents(int events) {
    return new FlushPolicy(interval, events);
  }
}
