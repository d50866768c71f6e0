package dev.towpath.failure;

import org.jspecify.annotations.Nullable;

/** The root of the exceptions that this library throws at its caller. */
public class CdcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what failed, where, and what to do about it. */
  public CdcException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause; the message says what failed, where, and what to do about
   * it.
   */
  public CdcException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
