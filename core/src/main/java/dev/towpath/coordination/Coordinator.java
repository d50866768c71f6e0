package dev.towpath.coordination;

/**
 * A leader election: it chooses one instance among all that want to run a pipeline. Thread-safe;
 * one coordinator serves any number of pipelines.
 *
 * <p>A coordinator belongs to the code that created it; a pipeline never closes it.
 *
 * <p>An implementation needs three things of the underlying system: a term that only one instance
 * can hold and that expires by itself; an epoch that grows with every term; and a write that is
 * refused when the term is over (the {@link dev.towpath.position.PositionStore}). The holder must
 * not rely on a notification that its term is over. It counts on its own monotonic clock from the
 * moment it <em>sent</em> the last confirmed renewal. Its lease becomes suspect some time before
 * the system may admit another instance. {@code CoordinatorContract} of the test kit checks the
 * rest.
 *
 * <ul>
 *   <li><b>etcd</b>: the term is a key put under a lease with a TTL, by a transaction that compares
 *       the key's {@code create_revision} with 0; that revision is the epoch. A position is put by
 *       a transaction that compares {@code create_revision} with the epoch. An answered keep-alive
 *       is a confirmation; an answer with TTL 0 is a revocation.
 *   <li><b>A database</b>: the term is a row for each pipeline with owner, epoch and expiry. It is
 *       taken by {@code UPDATE … SET owner = ?, epoch = epoch + 1, expires = now() + ? WHERE
 *       expires < now()}; only the database's clock is ever compared with {@code expires}. A
 *       position is stored in the transaction that locks this row and finds the epoch in it. A
 *       replica that is promoted must not have lost either: use synchronous replication.
 *   <li><b>Consul</b>: the term is a lock on a key, held by a session with a TTL; {@code LockIndex}
 *       counts the acquisitions and is the epoch. A position is set by a transaction with {@code
 *       check-session} on that key. A session lives for up to twice its TTL, and its lock-delay
 *       keeps others out for a while longer: both delay a takeover, and neither replaces the
 *       holder's own deadline. Read with {@code consistent}.
 *   <li><b>Kubernetes</b>: the term is a {@code coordination.k8s.io} Lease; {@code
 *       leaseTransitions} is the epoch. Two objects cannot be changed at once, so the position
 *       belongs into an annotation of the Lease itself: an update with the {@code resourceVersion}
 *       that was read fails when another instance has taken over. Its times are wall-clock times of
 *       other nodes: a candidate waits until it has seen no change for a whole lease duration by
 *       its own clock.
 * </ul>
 */
@FunctionalInterface
public interface Coordinator {

  /**
   * Stands as a candidate for {@code pipeline} and blocks until elected. An unavailable service is
   * not a failure: the candidate waits for it and stays a candidate.
   *
   * <p>A pipeline calls this on one thread, again after every lost lease, and never while it holds
   * a lease of the same pipeline.
   *
   * @param pipeline the name of the pipeline
   * @return a lease with a greater epoch than every earlier one of this pipeline, on any node
   * @throws InterruptedException if the candidate is stopping; the candidacy is then withdrawn
   * @throws CoordinationException if the candidacy can never succeed: refused credentials, a name
   *     the coordinator cannot represent, or a closed coordinator
   */
  Lease acquire(String pipeline) throws InterruptedException;

  /**
   * Does what {@link #acquire(String)} does, and reports trouble to {@code candidacy} while it
   * waits and while the lease is held. This is the method a pipeline calls.
   *
   * <p>Default: {@code acquire(candidacy.pipeline())}, which reports nothing.
   *
   * @throws InterruptedException if the candidate is stopping; the candidacy is then withdrawn
   * @throws CoordinationException if the candidacy can never succeed
   */
  default Lease acquire(Candidacy candidacy) throws InterruptedException {
    return acquire(candidacy.pipeline());
  }

  /**
   * Returns the coordinator of a pipeline without rivals, which is always elected and never
   * deposed. Epochs are clock times in microseconds, so they grow across restarts. They are greater
   * than {@link Candidacy#knownEpoch()}, so they grow even if the clock was set back.
   */
  static Coordinator standalone() {
    return StandaloneCoordinator.INSTANCE;
  }
}
