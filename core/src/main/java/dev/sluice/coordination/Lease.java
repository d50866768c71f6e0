package dev.sluice.coordination;

/**
 * One term of leadership over one destination. Thread-safe.
 *
 * <p>A lease is <em>valid</em>, <em>suspect</em> (its holder can no longer prove that nobody else
 * was elected; it may become valid again) or <em>revoked</em>, which is final. It is a gate: the
 * pipeline asks it before every effect that others can see.
 */
public interface Lease extends AutoCloseable {

  /** The destination this lease is for. */
  String destination();

  /**
   * The fencing token of this term: greater than that of every earlier term of the destination, on
   * every node, and never reused.
   */
  long epoch();

  /** Whether an external effect is allowed now. Costs no I/O; safe to ask before every effect. */
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
   * Gives leadership up so that another candidate can take over at once. To be called only after
   * the last external effect. Idempotent, bounded in time, never throws: a coordinator that cannot
   * be told finds out when the lease runs out.
   */
  @Override
  void close();
}
