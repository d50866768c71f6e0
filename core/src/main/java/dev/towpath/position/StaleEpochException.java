package dev.towpath.position;

import dev.towpath.failure.CdcException;

/**
 * An exception thrown for a write under a lease that is no longer the latest; the store is
 * unchanged.
 */
public final class StaleEpochException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final long latest;

  /** Creates an exception that names the pipeline, the offered epoch and the latest one. */
  public StaleEpochException(String pipeline, long offered, long latest) {
    super(
        "a write of pipeline %s was refused: epoch %d was deposed by epoch %d"
            .formatted(pipeline, offered, latest));
    this.latest = latest;
  }

  /** Returns the latest epoch the store knows of. */
  public long latestEpoch() {
    return latest;
  }
}
