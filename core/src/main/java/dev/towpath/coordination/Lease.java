package dev.towpath.coordination;

/**
 * One term of leadership over one pipeline. Thread-safe.
 *
 * <p>A lease is <em>valid</em>, <em>suspect</em> (its holder can no longer prove that no other
 * instance was elected; it may become valid again) or <em>revoked</em>, which is final. The
 * pipeline asks it before every external effect.
 */
public interface Lease extends AutoCloseable {

  /** Returns the pipeline this lease is for. */
  String pipeline();

  /**
   * Returns the fencing token of this term: greater than the token of every earlier term of the
   * pipeline, on every node, and never reused.
   */
  long epoch();

  /**
   * Returns whether an external effect is allowed now. Costs no I/O; safe to ask before every
   * effect.
   */
  boolean isValid();

  /**
   * Returns at once while the lease is valid, blocks while it is suspect.
   *
   * @throws LeaseLostException if the lease is revoked, before or while waiting
   * @throws InterruptedException if the waiting thread is interrupted
   */
  void await() throws InterruptedException;

  /**
   * Runs {@code action} once, when the lease is revoked, on a thread of the coordinator or, if it
   * is revoked already, on the caller's. It must return quickly and must not block. Giving the
   * lease up with {@link #close()} does not count.
   */
  void onRevoked(Runnable action);

  /**
   * Gives up leadership so that another candidate can take over at once. To be called only after
   * the last external effect. Idempotent, bounded in time, never throws: if the coordinator cannot
   * be reached, the lease expires there.
   */
  @Override
  void close();
}
