package dev.sluice.internal.protocol;

import dev.sluice.CdcException;
import org.jspecify.annotations.Nullable;

/** A failure of the connection to the source, and whether connecting again may help. */
public final class SourceException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  private SourceException(String message, @Nullable Throwable cause, boolean permanent) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** A failure that may pass: the server is down, the connection broke. */
  public static SourceException retryable(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, false);
  }

  /** A failure that needs an operator: a wrong password, a wrong setting, a lost position. */
  public static SourceException permanent(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, true);
  }

  /** Whether connecting again is pointless. */
  public boolean isPermanent() {
    return permanent;
  }
}
