package dev.sluice.sink;

import org.jspecify.annotations.Nullable;

/** A sink's failure that says whether trying again may help. */
public final class SinkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  private SinkException(String message, @Nullable Throwable cause, boolean permanent) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** A failure that may pass: the destination is down, busy or out of space. */
  public static SinkException retryable(String message, @Nullable Throwable cause) {
    return new SinkException(message, cause, false);
  }

  /** A failure that will not pass by itself: a message too large, a missing permission. */
  public static SinkException permanent(String message, @Nullable Throwable cause) {
    return new SinkException(message, cause, true);
  }

  /** Whether trying again is pointless. */
  public boolean isPermanent() {
    return permanent;
  }
}
