package dev.sluice.internal.binlog;

import dev.sluice.CdcException;

/** An event that is damaged, or that this version cannot interpret; it is never passed over. */
public final class MalformedEventException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with which event. */
  public MalformedEventException(String message) {
    super(message);
  }

  /** Says what is wrong with which event, and what noticed it. */
  MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
