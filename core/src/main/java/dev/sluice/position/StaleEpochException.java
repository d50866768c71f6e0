package dev.sluice.position;

import dev.sluice.CdcException;

/** A write under a lease that is no longer the latest; the store is unchanged. */
public final class StaleEpochException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final long latest;

  /** Says which destination, which epoch was offered and which is the latest. */
  public StaleEpochException(String destination, long offered, long latest) {
    this("position", destination, offered, latest);
  }

  /** Says also what was to be stored. */
  public StaleEpochException(String what, String destination, long offered, long latest) {
    super(
        "%s of %s refused: epoch %d was deposed by epoch %d"
            .formatted(what, destination, offered, latest));
    this.latest = latest;
  }

  /** The latest epoch the store knows of. */
  public long latestEpoch() {
    return latest;
  }
}
