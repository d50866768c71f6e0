package dev.towpath.internal.binlog.event;

import dev.towpath.failure.CdcException;

/**
 * An exception for an event that is damaged or that this version cannot interpret; such an event is
 * never skipped.
 */
public final class MalformedEventException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception that says what is wrong with which event. */
  public MalformedEventException(String message) {
    super(message);
  }

  /**
   * Creates an exception that says what is wrong with which event, with the cause that detected it.
   */
  public MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
