package dev.towpath.sink.rocketmq.internal.lane;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A limit on what all lanes of a sink send together. Thread-safe. */
final class Throttle {
  private static final double NANOS = 1e9;

  /** The longest delay of a send, so that times do not overflow: a century. */
  private static final long MOST = Duration.ofDays(36_500).toNanos();

  private final long messages;
  private final long bytes;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock: the nanoTime at which everything allowed so far is used up.
  private long free;
  private boolean started;

  /**
   * Creates a throttle.
   *
   * @param messages per second; 0 for no limit
   * @param bytes per second; 0 for no limit
   */
  Throttle(long messages, long bytes) {
    this.messages = messages;
    this.bytes = bytes;
  }

  /** Returns how long to wait before sending this much. The next caller waits until after that. */
  Duration reserve(int count, long size, long now) {
    if (messages == 0 && bytes == 0) {
      return Duration.ZERO;
    }
    double byMessages = messages == 0 ? 0 : count / (double) messages;
    double byBytes = bytes == 0 ? 0 : size / (double) bytes;
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
}
