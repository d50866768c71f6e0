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

  /** As {@link #retryable(String, Throwable)}, without a cause. */
  public static SourceException retryable(String message) {
    return retryable(message, null);
  }

  /** A failure that may pass: the server is down, the connection broke. */
  public static SourceException retryable(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.RETRYABLE);
  }

  /** As {@link #displaced(String, Throwable)}, without a cause. */
  public static SourceException displaced(String message) {
    return displaced(message, null);
  }

  /** Another replica of the same identity has connected; it may do so again and again. */
  public static SourceException displaced(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.DISPLACED);
  }

  /** As {@link #permanent(String, Throwable)}, without a cause. */
  public static SourceException permanent(String message) {
    return permanent(message, null);
  }

  /** A failure that needs an operator: a wrong password, a wrong setting. */
  public static SourceException permanent(String message, @Nullable Throwable cause) {
    return new SourceException(message, cause, Kind.PERMANENT);
  }

  /** As {@link #positionLost(String, Throwable)}, without a cause. */
  public static SourceException positionLost(String message) {
    return positionLost(message, null);
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
