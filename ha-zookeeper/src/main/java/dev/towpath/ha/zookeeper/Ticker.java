package dev.towpath.ha.zookeeper;

/** A source of time. Thread-safe. */
@FunctionalInterface
interface Ticker {

  /** The clocks of this machine. */
  Ticker SYSTEM = () -> new ClockReading(System.nanoTime(), System.currentTimeMillis());

  /** Returns the time now. */
  ClockReading now();
}
