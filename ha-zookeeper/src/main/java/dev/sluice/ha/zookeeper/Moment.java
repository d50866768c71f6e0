package dev.sluice.ha.zookeeper;

import java.time.Duration;

/**
 * A reading of both clocks. Immutable.
 *
 * @param nanos the monotonic clock, in nanoseconds from an arbitrary origin
 * @param wallMillis the wall clock, in milliseconds since the epoch
 */
record Moment(long nanos, long wallMillis) {

  /** How many nanoseconds of the monotonic clock have passed since {@code earlier}. */
  long nanosSince(Moment earlier) {
    return nanos - earlier.nanos;
  }

  /** The time {@code delay} later. */
  Moment plus(Duration delay) {
    return new Moment(nanos + delay.toNanos(), wallMillis + delay.toMillis());
  }
}
