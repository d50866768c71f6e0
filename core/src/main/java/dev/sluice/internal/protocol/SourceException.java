package dev.sluice.internal.protocol;

import dev.sluice.CdcException;
import org.jspecify.annotations.Nullable;

/** A failure of the connection to the source, and whether connecting again may help. */
public final class SourceException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  private final boolean positionLost;

  private SourceException(
      String message, @Nullable Throwable cause, boolean permanent, boolean positionLost) {
    super(message, cause);
    this.permanent = permanent;
    this.positionLost = positionLost;
  }

  /** A failure that may pass: the server is down, the connection broke. */
  public static SourceException retryable(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, false, false);
  }

  /** A failure that needs an operator: a wrong password, a wrong setting. */
  public static SourceException permanent(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, true, false);
  }

  /** The server does not have what follows the position any more; permanent. */
  public static SourceException positionLost(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, true, true);
  }

  /** Whether connecting again is pointless. */
  public boolean isPermanent() {
    return permanent;
  }

  /** Whether the server cannot serve the position, though another place may do. */
  public boolean isPositionLost() {
    return positionLost;
  }
}
