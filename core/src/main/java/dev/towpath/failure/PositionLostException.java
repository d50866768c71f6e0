package dev.towpath.failure;

import dev.towpath.event.BinlogPosition;

/**
 * An exception thrown when the source cannot serve a position any more: the binlog after it was
 * purged or replaced.
 */
public final class PositionLostException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final transient BinlogPosition position;

  /** Creates an exception that says which position is lost, and why. */
  public PositionLostException(String message, BinlogPosition position, Throwable cause) {
    super(message, cause);
    this.position = position;
  }

  /** Returns the position that is lost. */
  public BinlogPosition position() {
    return position;
  }
}
