package dev.towpath.ha.zookeeper.internal.loop;

import java.time.Duration;

/**
 * A reading of both clocks. Immutable.
 *
 * @param nanos the monotonic clock, in nanoseconds from an arbitrary origin
 * @param wallMillis the wall clock, in milliseconds since the epoch
 */
public record ClockReading(long nanos, long wallMillis) {

  /** Returns the nanoseconds of the monotonic clock since {@code earlier}. */
  public long nanosSince(ClockReading earlier) {
    return nanos - earlier.nanos;
  }

  /** Returns the time {@code delay} later, a century at most. */
  public ClockReading plus(Duration delay) {
    Duration capped = WaitTimes.capped(delay);
    return new ClockReading(nanos + capped.toNanos(), wallMillis + capped.toMillis());
  }
}
