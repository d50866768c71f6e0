package dev.towpath.coordination;

/**
 * The candidacy of one pipeline for leadership. It also receives reports of the coordinator's
 * trouble. Implemented by the pipeline. Thread-safe.
 */
public interface Candidacy {

  /** Returns the pipeline to lead. */
  String pipeline();

  /**
   * Returns the greatest epoch the pipeline has found in a store, or 0 if it knows of none. A
   * coordinator that chooses epochs by itself grants a greater one; a coordinator that takes epochs
   * from the underlying system ignores this.
   */
  long knownEpoch();

  /**
   * Reports that the coordinator cannot work at present: no server answers, or a server refuses a
   * request. May be called from any thread, from the beginning of {@link
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
