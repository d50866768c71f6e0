package dev.sluice;

import dev.sluice.event.BinlogPosition;

/** The source cannot serve a position any more: the binlog after it was purged or replaced. */
public final class PositionLostException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final transient BinlogPosition position;

  /** Says which position is lost, and why. */
  public PositionLostException(String message, BinlogPosition position, Throwable cause) {
    super(message, cause);
    this.position = position;
  }

  /** The position that is lost. */
  public BinlogPosition position() {
    return position;
  }
}
