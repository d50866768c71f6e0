package dev.towpath.internal.binlog.event;

import dev.towpath.event.PreparedTransaction;
import org.jspecify.annotations.Nullable;

/**
 * The effect of an event on an XA transaction. Its group in the binlog ends with PREPARE; the
 * outcome is another group, later.
 *
 * @param kind the effect
 * @param xid the transaction's identifier
 * @param transaction where its changes are; null when it was prepared before the stream's first
 *     position
 */
public record XaStep(Kind kind, String xid, @Nullable PreparedTransaction transaction) {

  /** A kind of effect on an XA transaction. */
  public enum Kind {
    /** Its changes follow. */
    START,
    /** Its group ends; whether it is committed is still open. */
    PREPARE,
    /** Its group ends and it is committed. */
    COMMIT_ONE_PHASE,
    /** Its group ends and it is rolled back at once. */
    ABANDON,
    /** It was prepared before and is committed now. */
    COMMIT,
    /** It was prepared before and is rolled back now. */
    ROLLBACK
  }
}
