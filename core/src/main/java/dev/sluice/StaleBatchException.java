package dev.sluice;

/**
 * A batch is not out any more: it was acknowledged or rolled back, or the pipeline has stopped,
 * lost its leadership or replaced its sink since. Nothing was acknowledged; what was not
 * acknowledged before is delivered again.
 */
public final class StaleBatchException extends CdcException {
  private static final long serialVersionUID = 1L;

  StaleBatchException(String message) {
    super(message);
  }
}
