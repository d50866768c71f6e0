package dev.towpath.ha.zookeeper.internal.loop;

import java.time.Duration;

/** Saturating arithmetic on configured durations, where {@link Duration}'s own overflows. */
public final class WaitTimes {
  /** A century: longer than any wait, and small enough for nanoseconds in a {@code long}. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private WaitTimes() {}

  /** Returns {@code wanted}, a century at most. */
  public static Duration capped(Duration wanted) {
    return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  /** Returns the shorter of two durations. */
  public static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
