package dev.towpath.ha.zookeeper.internal.loop;

/** A source of time. Thread-safe. */
@FunctionalInterface
public interface Ticker {

  /** The clocks of this machine. */
  Ticker SYSTEM = () -> new ClockReading(System.nanoTime(), System.currentTimeMillis());

  /** Returns the time now. */
  ClockReading now();
}
