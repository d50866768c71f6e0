package dev.towpath.internal.engine;

import dev.towpath.internal.time.Durations;
import java.time.Duration;

/** The next time of an action that happens at most once in an interval. Used by one thread. */
final class IntervalTimer {
  /** Far below the range within which times of the clock can be compared. */
  private static final long LONGEST = Long.MAX_VALUE / 4;

  private final MonotonicClock clock;
  private final long interval;
  private long due;
  private boolean isSet;

  /** Creates a timer that is not set. */
  IntervalTimer(MonotonicClock clock, Duration interval) {
    this.clock = clock;
    this.interval = nanos(interval);
  }

  private static long nanos(Duration duration) {
    return Math.min(Durations.saturatedNanos(duration), LONGEST);
  }

  /** Sets it to one interval from now. */
  void setToNext() {
    set(interval);
  }

  /** Sets it to {@code delay} from now, or to one interval from now if that is later. */
  void setAfter(Duration delay) {
    set(Math.max(interval, nanos(delay)));
  }

  /** Sets it to now. */
  void setToNow() {
    set(0);
  }

  private void set(long nanos) {
    due = clock.nanoTime() + nanos;
    isSet = true;
  }

  void clear() {
    isSet = false;
  }

  boolean isSet() {
    return isSet;
  }

  /** Returns whether it is set, and its time has come. */
  boolean isDue() {
    return isSet && clock.nanoTime() - due >= 0;
  }

  /**
   * Returns the nanoseconds from {@code now} until it is due; {@code Long.MAX_VALUE} if it is not
   * set.
   */
  long dueIn(long now) {
    return isSet ? Math.max(0, due - now) : Long.MAX_VALUE;
  }
}
