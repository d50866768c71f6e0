package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.sink.SinkContext;
import java.time.Clock;
import java.util.Optional;

/**
 * The {@code SinkContext} of one term.
 *
 * @param pipeline the pipeline
 * @param lease the term's lease
 * @param clock the clock
 * @param sinkState the state of the previous sink; not exposed to modification
 */
record TermContext(String pipeline, Lease lease, Clock clock, Optional<byte[]> sinkState)
    implements SinkContext {

  /** Returns the same term after the sink left another state. */
  TermContext with(byte[] state) {
    return new TermContext(pipeline, lease, clock, Optional.of(state));
  }

  /** Returns the same term as if a sink had left {@code state}, or none. */
  TermContext withState(Optional<byte[]> state) {
    return new TermContext(pipeline, lease, clock, state);
  }

  @Override
  public long epoch() {
    return lease.epoch();
  }

  @Override
  public Optional<byte[]> restoredState() {
    return sinkState.map(byte[]::clone);
  }

  @Override
  public void awaitLease() throws InterruptedException {
    try {
      lease.await();
    } catch (LeaseLostException e) {
      throw new IllegalStateException("pipeline " + pipeline + " may send nothing any more", e);
    }
  }
}
