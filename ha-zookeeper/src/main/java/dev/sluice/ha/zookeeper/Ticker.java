package dev.sluice.ha.zookeeper;

/** Where the time comes from. Thread-safe. */
@FunctionalInterface
interface Ticker {

  /** The clocks of this machine. */
  Ticker SYSTEM = () -> new ClockReading(System.nanoTime(), System.currentTimeMillis());

  /** The time now. */
  ClockReading now();
}
