package dev.sluice.sink.rocketmq.internal.client;

import org.jspecify.annotations.Nullable;

/** Interrupts that RocketMQ's client hides in exceptions of its own. */
public final class Interrupts {

  private Interrupts() {}

  /** Throws if the thread is interrupted, before a request that would swallow it. */
  public static void check() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Throws if an interrupt is what made a request fail. */
  public static void check(Throwable failure) throws InterruptedException {
    check();
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        throw new InterruptedException();
      }
    }
  }
}
