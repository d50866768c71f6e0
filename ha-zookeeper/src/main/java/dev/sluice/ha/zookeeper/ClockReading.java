package dev.sluice.ha.zookeeper;

import java.time.Duration;

/**
 * A reading of both clocks. Immutable.
 *
 * @param nanos the monotonic clock, in nanoseconds from an arbitrary origin
 * @param wallMillis the wall clock, in milliseconds since the epoch
 */
record ClockReading(long nanos, long wallMillis) {

  /** How many nanoseconds of the monotonic clock have passed since {@code earlier}. */
  long nanosSince(ClockReading earlier) {
    return nanos - earlier.nanos;
  }

  /** The time {@code delay} later. */
  ClockReading plus(Duration delay) {
    return new ClockReading(nanos + delay.toNanos(), wallMillis + delay.toMillis());
  }
}
