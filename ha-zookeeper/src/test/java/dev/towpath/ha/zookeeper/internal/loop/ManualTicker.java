package dev.towpath.ha.zookeeper.internal.loop;

import java.time.Duration;

/** Manually advanced clocks. Advanced by one thread; read by any. */
public final class ManualTicker implements Ticker {
  // The monotonic clock overflows within a second, as it may at any time.
  private volatile ClockReading now =
      new ClockReading(Long.MAX_VALUE - 1_000_000_000L, 1_700_000_000_000L);

  @Override
  public ClockReading now() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  public void passOnTheWallOnly(Duration time) {
    now = new ClockReading(now.nanos(), now.wallMillis() + time.toMillis());
  }
}
