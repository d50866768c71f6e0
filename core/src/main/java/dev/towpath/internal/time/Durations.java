package dev.towpath.internal.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Conversions of durations to numbers that saturate where {@link Duration} overflows. */
public final class Durations {
  private static final Duration MOST_NANOS = Duration.ofNanos(Long.MAX_VALUE);
  private static final Duration LEAST_NANOS = Duration.ofNanos(Long.MIN_VALUE);

  private Durations() {}

  /** Returns the duration in nanoseconds, or the nearest {@code long}: about 292 years. */
  public static long saturatedNanos(Duration duration) {
    if (duration.compareTo(MOST_NANOS) >= 0) {
      return Long.MAX_VALUE;
    }
    return duration.compareTo(LEAST_NANOS) <= 0 ? Long.MIN_VALUE : duration.toNanos();
  }

  /**
   * Returns the duration in whole milliseconds, or the nearest {@code int}: about 24 days. A
   * positive duration below 1 ms gives 1, because sockets and threads take 0 for "no limit".
   */
  public static int saturatedMillis(Duration duration) {
    long nanos = saturatedNanos(duration);
    if (nanos > 0 && nanos < TimeUnit.MILLISECONDS.toNanos(1)) {
      return 1;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(Integer.MIN_VALUE, millis));
  }
}
