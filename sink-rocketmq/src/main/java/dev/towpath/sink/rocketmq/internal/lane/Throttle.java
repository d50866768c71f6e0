package dev.towpath.sink.rocketmq.internal.lane;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** A limit on what all lanes of a sink send together. Thread-safe. */
final class Throttle {
  private static final double NANOS = 1e9;

  /** The longest delay of a send, so that times do not overflow: a century. */
  private static final long MOST = Duration.ofDays(36_500).toNanos();

  private final OptionalLong messages;
  private final OptionalLong bytes;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock: the nanoTime at which everything allowed so far is used up.
  private long free;
  private boolean started;

  /**
   * Creates a throttle.
   *
   * @param messages per second; empty for no limit
   * @param bytes per second; empty for no limit
   */
  Throttle(OptionalLong messages, OptionalLong bytes) {
    this.messages = messages;
    this.bytes = bytes;
  }

  /** Returns how long to wait before sending this much. The next caller waits until after that. */
  Duration reserve(int count, long size, long now) {
    if (messages.isEmpty() && bytes.isEmpty()) {
      return Duration.ZERO;
    }
    double byMessages = seconds(count, messages);
    double byBytes = seconds(size, bytes);
    lock.lock();
    try {
      long begin = started && free - now > 0 ? free : now;
      started = true;
      long end =
          begin - now + (long) Math.min((double) MOST, Math.max(byMessages, byBytes) * NANOS);
      free = now + Math.min(MOST, end);
      return Duration.ofNanos(begin - now);
    } finally {
      lock.unlock();
    }
  }

  private static double seconds(long amount, OptionalLong perSecond) {
    return perSecond.isEmpty() ? 0 : amount / (double) perSecond.getAsLong();
  }
}
