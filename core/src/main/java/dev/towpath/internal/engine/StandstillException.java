package dev.towpath.internal.engine;

import dev.towpath.event.GtidSet;
import dev.towpath.failure.CdcException;
import org.jspecify.annotations.Nullable;

/**
 * An exception thrown when a server is a replica whose replication stands still, and another server
 * may do better.
 */
final class StandstillException extends CdcException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable GtidSet reached;

  /**
   * Creates an exception for a server that is skipped.
   *
   * @param reached the transactions in its binlog; null if they have no GTIDs
   */
  StandstillException(String message, @Nullable GtidSet reached) {
    super(message);
    this.reached = reached;
  }

  @Nullable GtidSet reached() {
    return reached;
  }
}
