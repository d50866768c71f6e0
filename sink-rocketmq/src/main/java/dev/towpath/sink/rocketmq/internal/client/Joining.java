package dev.towpath.sink.rocketmq.internal.client;

import java.time.Duration;

/** The wait for threads that were told to end. */
public final class Joining {

  private Joining() {}

  /**
   * Waits until the thread has ended, for {@code atMost} and at least for a millisecond. Returns
   * whether it has. An interrupt is kept for later: the wait is short, and the thread must end
   * anyway.
   */
  public static boolean join(Thread thread, Duration atMost) {
    long deadline = System.nanoTime() + Math.max(atMost.toNanos(), 1_000_000);
    boolean interrupted = false;
    long left = deadline - System.nanoTime();
    while (thread.isAlive() && left > 0) {
      try {
        thread.join(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
