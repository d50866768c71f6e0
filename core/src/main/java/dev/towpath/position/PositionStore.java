package dev.towpath.position;

import dev.towpath.coordination.Lease;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store of the checkpoint of each pipeline. Thread-safe across pipelines; calls for one pipeline
 * come one at a time, and there is never more than one {@link #save} in flight.
 *
 * <p>A store belongs to the code that created it; a pipeline never closes it.
 */
public interface PositionStore {

  /**
   * Loads the checkpoint of the lease's pipeline; empty when none was ever saved. Called once per
   * term, after election. It sees every save that was accepted under an earlier lease.
   *
   * @throws IOException if it cannot be read; never returns an older one instead. An {@link
   *     UnusableStoreException} if a retry cannot help, as when it is damaged; with a {@link
   *     StaleEpochException} as its cause if the stored epoch is greater than the lease's
   * @throws InterruptedException if the pipeline is stopping
   */
  Optional<Checkpoint> load(Lease lease) throws IOException, InterruptedException;

  /**
   * Stores the checkpoint of the lease's pipeline in place of the one before. When the returned
   * stage completes normally, the checkpoint survives a crash of this JVM and of the machine. A
   * store that does blocking I/O may do it on the calling thread and return a completed stage.
   *
   * <p>The stage completes exceptionally with a {@link StaleEpochException} if a lease with a
   * greater epoch has loaded or saved since: the store must refuse, so that a deposed leader cannot
   * move the position; with a {@link dev.towpath.coordination.LeaseLostException} if the lease was
   * revoked before the outcome was known. Both end the term. After any other exception the pipeline
   * retries with a later checkpoint.
   */
  CompletionStage<Void> save(Checkpoint checkpoint, Lease lease);

  /**
   * Stores the last checkpoint of a term and gives up the lease; in one step where store and
   * coordinator are the same system. Returns when both are done, within a bounded time. The lease
   * is given up even if the checkpoint cannot be stored.
   *
   * @throws IOException if the checkpoint was not stored, or may not have been; the cause says if
   *     the lease was lost before. The next leader resumes from the stored checkpoint
   */
  default void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
    try (lease) {
      SaveOutcome.await(save(checkpoint, lease));
    }
  }
}
