package dev.sluice.coordination;

import dev.sluice.CdcException;

/** Leadership is lost for good; this term may have no further effect. */
public final class LeaseLostException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Says which destination's lease was lost, and how. */
  public LeaseLostException(String message) {
    super(message);
  }
}
