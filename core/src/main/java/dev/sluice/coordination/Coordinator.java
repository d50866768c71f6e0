package dev.sluice.coordination;

/**
 * Chooses one instance among all that want to run a destination. Thread-safe; one coordinator
 * serves any number of destinations.
 *
 * <p>A coordinator belongs to whoever created it; a pipeline never closes it.
 *
 * <p>What an implementation needs of the system it stands on: something that only one can have and
 * that ends by itself (the term), a number that grows with every term (the epoch), and a write that
 * is refused when the term is over (the {@link dev.sluice.position.PositionStore}). The holder must
 * not rely on being told that its term is over: it counts from the moment it <em>sent</em> the last
 * renewal that was confirmed, on its own monotonic clock, and its lease is suspect some time before
 * the system may let another one in. {@code CoordinatorContract} of the test kit checks the rest.
 *
 * <ul>
 *   <li><b>etcd</b>: the term is a key put under a lease with a TTL, by a transaction that compares
 *       the key's {@code create_revision} with 0; that revision then is the epoch. A position is
 *       put by a transaction that compares {@code create_revision} with the epoch. A keep-alive
 *       that was answered is a confirmation; one that answers with TTL 0 is a revocation.
 *   <li><b>A database</b>: a row for each destination with owner, epoch and expiry, taken by {@code
 *       UPDATE … SET owner = ?, epoch = epoch + 1, expires = now() + ? WHERE expires < now()}; only
 *       the database's clock is ever compared with {@code expires}. A position is stored in the
 *       transaction that locks this row and finds the epoch in it. A replica that is promoted must
 *       not have lost either: use synchronous replication.
 *   <li><b>Consul</b>: the term is a lock on a key, held by a session with a TTL; {@code LockIndex}
 *       counts the acquisitions and is the epoch. A position is set by a transaction with {@code
 *       check-session} on that key. A session lives for up to twice its TTL, and its lock-delay
 *       keeps others out for a while longer: both delay the takeover and neither replaces the
 *       holder's own deadline. Read with {@code consistent}.
 *   <li><b>Kubernetes</b>: the term is a {@code coordination.k8s.io} Lease; {@code
 *       leaseTransitions} is the epoch. Two objects cannot be changed at once, so the position
 *       belongs into an annotation of the Lease itself: an update with the {@code resourceVersion}
 *       that was read fails when somebody else has taken over. Its times are wall clocks of other
 *       nodes: a candidate waits a whole duration, by its own clock, without seeing a change.
 * </ul>
 */
@FunctionalInterface
public interface Coordinator {

  /**
   * Stands as a candidate for {@code destination} and blocks until elected. A neighbour that is
   * down is waited for, not reported as a failure: the candidate stays a candidate.
   *
   * <p>A pipeline calls this on one thread, again after every lost lease, and never while it holds
   * a lease of the same destination.
   *
   * @param destination the name of the pipeline
   * @return a lease with a greater epoch than every earlier one of this destination, on any node
   * @throws InterruptedException if the candidate is stopping; the candidacy is then withdrawn
   * @throws CoordinationException if the candidacy can never succeed: refused credentials, a name
   *     the coordinator cannot represent, a closed coordinator
   */
  Lease acquire(String destination) throws InterruptedException;

  /**
   * As {@link #acquire(String)}, for a pipeline that wants to hear of trouble while it waits and
   * while it holds the lease. This is the method a pipeline calls.
   *
   * <p>Default: {@code acquire(candidacy.destination())}, which reports nothing.
   *
   * @throws InterruptedException if the candidate is stopping; the candidacy is then withdrawn
   * @throws CoordinationException if the candidacy can never succeed
   */
  default Lease acquire(Candidacy candidacy) throws InterruptedException {
    return acquire(candidacy.destination());
  }

  /**
   * The coordinator of a pipeline that has no rivals: always elected, never deposed. Epochs are
   * taken from the clock, in microseconds, so that they grow across restarts, and are greater than
   * {@link Candidacy#knownEpoch()}, so that they grow when the clock was set back.
   */
  static Coordinator standalone() {
    return StandaloneCoordinator.INSTANCE;
  }
}
