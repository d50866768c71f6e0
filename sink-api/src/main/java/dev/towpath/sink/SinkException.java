package dev.towpath.sink;

import org.jspecify.annotations.Nullable;

/** A failure of a sink, either transient or permanent. */
public final class SinkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  private SinkException(String message, @Nullable Throwable cause, boolean permanent) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** Returns a transient failure without a cause, see {@link #retryable(String, Throwable)}. */
  public static SinkException retryable(String message) {
    return new SinkException(message, null, false);
  }

  /** Returns a transient failure: the target is down, busy or out of space. A retry may succeed. */
  public static SinkException retryable(String message, @Nullable Throwable cause) {
    return new SinkException(message, cause, false);
  }

  /** Returns a permanent failure without a cause, see {@link #permanent(String, Throwable)}. */
  public static SinkException permanent(String message) {
    return new SinkException(message, null, true);
  }

  /**
   * Returns a permanent failure: a message is too large, a permission is missing. A retry cannot
   * help.
   */
  public static SinkException permanent(String message, @Nullable Throwable cause) {
    return new SinkException(message, cause, true);
  }

  /** Returns whether a retry cannot help. */
  public boolean isPermanent() {
    return permanent;
  }
}
