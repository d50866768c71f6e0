package dev.sluice;

import org.jspecify.annotations.Nullable;

/** The root of what this library throws at its caller. */
public class CdcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What failed, where, and what to do about it. */
  public CdcException(String message) {
    super(message);
  }

  /** What failed, where, and what to do about it; and why. */
  public CdcException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
