package dev.towpath.coordination;

import dev.towpath.failure.CdcException;

/**
 * An exception thrown when leadership is lost permanently; this term may have no further effect.
 */
public final class LeaseLostException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says which pipeline's lease was lost, and how. */
  public LeaseLostException(String message) {
    super(message);
  }
}
