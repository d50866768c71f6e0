package dev.towpath.internal.protocol;

import dev.towpath.failure.CdcException;
import org.jspecify.annotations.Nullable;

/** A failure of the connection to the source, and whether connecting again may help. */
public final class SourceException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  private SourceException(String message, @Nullable Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  private enum Kind {
    RETRYABLE,
    DISPLACED,
    PERMANENT,
    POSITION_LOST
  }

  /** A failure that may pass: the server is down, the connection broke. */
  public static SourceException retryable(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.RETRYABLE);
  }

  /** Another replica of the same identity has connected; it may do so again and again. */
  public static SourceException displaced(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.DISPLACED);
  }

  /** A failure that needs an operator: a wrong password, a wrong setting. */
  public static SourceException permanent(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.PERMANENT);
  }

  /** The server does not have what follows the position any more; permanent. */
  public static SourceException positionLost(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.POSITION_LOST);
  }

  /** Whether connecting again is pointless. */
  public boolean isPermanent() {
    return kind == Kind.PERMANENT || kind == Kind.POSITION_LOST;
  }

  /** Whether the server cannot serve the position, though another place may do. */
  public boolean isPositionLost() {
    return kind == Kind.POSITION_LOST;
  }

  /** Whether another replica of the same identity took its place. */
  public boolean isDisplaced() {
    return kind == Kind.DISPLACED;
  }
}
