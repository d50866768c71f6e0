package dev.sluice.coordination;

/**
 * The application of one pipeline for leadership, and its ear for trouble of the coordinator.
 * Implemented by the pipeline. Thread-safe.
 */
public interface Candidacy {

  /** The destination to lead. */
  String destination();

  /**
   * The greatest epoch the pipeline has found in a store, or 0 if it knows of none. A coordinator
   * that chooses epochs by itself grants a greater one; a coordinator that takes epochs from the
   * system it stands on ignores this.
   */
  long knownEpoch();

  /**
   * Reports that the coordinator cannot do its work at present: no server answers, or a server
   * refuses a request. May be called from any thread, from the beginning of {@link
   * Coordinator#acquire(Candidacy)} until the lease is closed, and again when the cause changes.
   * Returns at once and never throws.
   *
   * @param cause its message says what failed, where, and what to do
   */
  void troubled(Exception cause);

  /**
   * Reports that the trouble is over. Returns at once and never throws; redundant calls are fine.
   */
  void recovered();
}
