package dev.towpath.sink.rocketmq.internal.client;

import org.jspecify.annotations.Nullable;

/** Detection of interrupts that RocketMQ's client hides in its own exceptions. */
public final class Interrupts {

  private Interrupts() {}

  /**
   * Throws if the thread is interrupted. Called before a request that would swallow the interrupt.
   */
  public static void check() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Throws if a request failed because of an interrupt. */
  public static void check(Throwable failure) throws InterruptedException {
    check();
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        throw new InterruptedException();
      }
    }
  }
}
