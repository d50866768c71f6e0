package dev.towpath;

import dev.towpath.failure.CdcException;

/**
 * An exception thrown when a batch is not out any more: it was acknowledged or rolled back, or the
 * pipeline has stopped, lost its leadership or replaced its sink since. Nothing was acknowledged;
 * events not acknowledged before are delivered again.
 */
public final class StaleBatchException extends CdcException {
  private static final long serialVersionUID = 1L;

  StaleBatchException(String message) {
    super(message);
  }
}
