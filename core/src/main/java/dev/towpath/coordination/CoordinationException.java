package dev.towpath.coordination;

import dev.towpath.failure.CdcException;
import org.jspecify.annotations.Nullable;

/** An exception thrown for a candidacy that can never succeed as configured. */
public final class CoordinationException extends CdcException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause, see {@link #CoordinationException(String, Throwable)}.
   */
  public CoordinationException(String message) {
    super(message, null);
  }

  /** Creates an exception whose message says what was refused and which setting to change. */
  public CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
