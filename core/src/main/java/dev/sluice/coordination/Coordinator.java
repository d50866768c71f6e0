package dev.sluice.coordination;

/**
 * Chooses one instance among all that want to run a destination. Thread-safe; one coordinator
 * serves any number of destinations.
 *
 * <p>A coordinator belongs to whoever created it; a pipeline never closes it.
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
   * The coordinator of a pipeline that has no rivals: always elected, never deposed. Epochs are
   * taken from the clock, in microseconds, so that they grow across restarts.
   */
  static Coordinator standalone() {
    return StandaloneCoordinator.INSTANCE;
  }
}
