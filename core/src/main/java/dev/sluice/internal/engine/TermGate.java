package dev.sluice.internal.engine;

import dev.sluice.PipelineState;
import dev.sluice.coordination.Lease;
import dev.sluice.coordination.LeaseLostException;

/** The gate before every external effect of a term. Used by the writing thread. */
final class TermGate {
  private final Lease lease;
  private final StateMachine state;
  private final WriterControl control;

  TermGate(Lease lease, StateMachine state, WriterControl control) {
    this.lease = lease;
    this.state = state;
    this.control = control;
  }

  Lease lease() {
    return lease;
  }

  /** Returns while the lease is valid, pauses the pipeline while it is suspect. */
  void await() throws Exception {
    if (lease.isValid()) {
      return;
    }
    boolean paused = state.moveTo(PipelineState.RUNNING, PipelineState.PAUSED);
    try {
      control.waiting(
          () -> {
            lease.await();
            return true;
          });
    } finally {
      if (paused) {
        state.moveTo(PipelineState.PAUSED, PipelineState.RUNNING);
      }
    }
  }

  /** Lets a failure through that means the end of the term and not one of the sink or the store. */
  void rethrowIfOver(Exception cause) throws Exception {
    if (cause instanceof InterruptedException || cause instanceof LeaseLostException) {
      throw cause;
    }
    if (Thread.currentThread().isInterrupted() || control.isRevoked()) {
      var interrupted = new InterruptedException("interrupted in the sink");
      interrupted.initCause(cause);
      throw interrupted;
    }
  }
}
