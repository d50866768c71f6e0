package dev.sluice.position;

import dev.sluice.CdcException;

/** A save under a lease that is no longer the latest; the store is unchanged. */
public final class StaleEpochException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Says which destination, which epoch was offered and which is the latest. */
  public StaleEpochException(String destination, long offered, long latest) {
    super(
        "position of %s refused: epoch %d was deposed by epoch %d"
            .formatted(destination, offered, latest));
  }
}
