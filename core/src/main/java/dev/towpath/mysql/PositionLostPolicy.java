package dev.towpath.mysql;

/**
 * The reaction to a stored position that the source cannot serve any more, because the binlog after
 * it was purged. Changes are lost then; every policy but {@link #FAIL} goes on without them, logs a
 * warning, tells the listeners, and delivers a {@link dev.towpath.event.Gap} to sinks that ask for
 * it. The same holds for an XA transaction that is committed after the binlog in which it was
 * prepared was purged; then only its changes are left out.
 */
public enum PositionLostPolicy {
  /** Stop with a {@link dev.towpath.failure.PositionLostException}. */
  FAIL,
  /**
   * Go on at the beginning of the oldest binlog file; with GTIDs, what was delivered before is not
   * repeated.
   */
  RESTART_AT_EARLIEST,
  /** Go on at the end of the binlog. */
  RESTART_AT_LATEST
}
