package dev.towpath.sink.testkit;

import dev.towpath.sink.SinkContext;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A context for a sink under test: epoch 1, the system clock, no checkpoint and a lease that is
 * always valid, unless changed. Immutable.
 */
public final class TestSinkContext implements SinkContext {
  private final String pipeline;
  private final long epoch;
  private final Clock clock;
  private final byte @Nullable [] checkpoint;
  private final LeaseGate lease;

  /** The behaviour of {@link SinkContext#awaitLease()}. */
  @FunctionalInterface
  public interface LeaseGate {
    /** Returns when an effect is allowed; see {@link SinkContext#awaitLease()}. */
    void await() throws InterruptedException;
  }

  private TestSinkContext(
      String pipeline, long epoch, Clock clock, byte @Nullable [] checkpoint, LeaseGate lease) {
    this.pipeline = pipeline;
    this.epoch = epoch;
    this.clock = clock;
    this.checkpoint = checkpoint;
    this.lease = lease;
  }

  /** Returns the context of a pipeline's first sink. */
  public static TestSinkContext of(String pipeline) {
    return new TestSinkContext(
        Objects.requireNonNull(pipeline, "pipeline"), 1, Clock.systemUTC(), null, () -> {});
  }

  /** Returns this context in another term of leadership. */
  public TestSinkContext withEpoch(long other) {
    return new TestSinkContext(pipeline, other, clock, checkpoint, lease);
  }

  /** Returns this context with another clock. */
  public TestSinkContext withClock(Clock other) {
    return new TestSinkContext(pipeline, epoch, other, checkpoint, lease);
  }

  /**
   * Returns this context with the value that an earlier sink returned from {@code checkpoint()}.
   */
  public TestSinkContext withRestoredState(Optional<byte[]> other) {
    return new TestSinkContext(
        pipeline, epoch, clock, other.map(byte[]::clone).orElse(null), lease);
  }

  /** Returns this context with a lease that behaves like {@code other}. */
  public TestSinkContext withLease(LeaseGate other) {
    return new TestSinkContext(pipeline, epoch, clock, checkpoint, other);
  }

  /** Returns this context after a permanent loss of leadership. */
  public TestSinkContext withLeaseLost() {
    return withLease(
        () -> {
          throw new IllegalStateException("the lease of " + pipeline + " is lost");
        });
  }

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Optional<byte[]> restoredState() {
    return checkpoint == null ? Optional.empty() : Optional.of(checkpoint.clone());
  }

  @Override
  public void awaitLease() throws InterruptedException {
    lease.await();
  }
}
