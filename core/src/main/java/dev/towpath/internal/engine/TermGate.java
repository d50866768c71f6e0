package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import java.time.Duration;

/** The gate before every external effect of a term. Used by the writing thread. */
final class TermGate {
  private static final Duration BRIEFLY = Duration.ofMillis(10);
  private static final System.Logger logger = Loggers.PIPELINE;

  private final Lease lease;
  private final StateMachine state;
  private final Health health;
  private final WriterControl control;

  TermGate(Lease lease, EngineParts parts) {
    this.lease = lease;
    this.state = parts.state();
    this.health = parts.health();
    this.control = parts.control();
  }

  Lease lease() {
    return lease;
  }

  /** Returns whether an external effect is allowed now. */
  boolean isOpen() throws PipelineFailedException {
    try {
      return lease.isValid() && !control.isRevoked();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Returns if the lease is valid, and waits while it is suspect, which the pipeline's state shows.
   *
   * @throws LeaseLostException if the lease is revoked
   * @throws StopException if the pipeline is asked to stop while it waits
   */
  void await() throws Exception {
    control.check();
    if (isOpen()) {
      return;
    }
    state.suspended(true);
    boolean isValid = false;
    while (!isValid) {
      try {
        isValid = control.waiting(this::awaitValid);
      } catch (InterruptedException e) {
        interruptedByOthers(e);
      }
    }
    // Not when the lease is lost: nothing runs then.
    state.suspended(false);
  }

  /**
   * Reports the interrupt and pauses: a lease that always throws must not keep a processor busy
   * unnoticed.
   */
  private void interruptedByOthers(InterruptedException cause) throws Exception {
    control.clearStrayInterrupt();
    health.troubled(
        Stage.COORDINATION, Thrown.by("lease", lease, cause), "waiting for it once more");
    control.sleep(BRIEFLY);
  }

  private boolean awaitValid() throws Exception {
    try {
      lease.await();
      return true;
    } catch (InterruptedException | LeaseLostException e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Releases the lease; never throws. */
  void release() {
    try {
      lease.close();
    } catch (Throwable e) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "lease %s of %s could not be released, other instances wait until it expires: %s"
                  .formatted(lease.getClass().getName(), lease.pipeline(), e),
          e);
    }
  }

  private PipelineFailedException failed(Throwable cause) {
    return health.fatal(Stage.COORDINATION, Thrown.by("lease", lease, cause));
  }
}
