package dev.towpath.coordination;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A coordinator that elects every candidate at once. */
final class StandaloneCoordinator implements Coordinator {
  static final Coordinator INSTANCE = new StandaloneCoordinator(Clock.systemUTC());

  private final Clock clock;

  /**
   * Kept per pipeline: a stored epoch that is ahead of the clock must not raise the epochs of other
   * pipelines.
   */
  private final Map<String, Long> lastEpochs = new ConcurrentHashMap<>();

  StandaloneCoordinator(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Lease acquire(String pipeline) {
    return acquire(pipeline, 0);
  }

  @Override
  public Lease acquire(Candidacy candidacy) {
    return acquire(candidacy.pipeline(), candidacy.knownEpoch());
  }

  private Lease acquire(String pipeline, long known) {
    long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
    // The clock may have been ahead when the known epoch was chosen.
    long epoch =
        lastEpochs.compute(
            pipeline,
            (name, last) ->
                Math.max(now, 1 + granted(name, last == null ? known : Math.max(last, known))));
    return new StandaloneLease(pipeline, epoch, new AtomicBoolean());
  }

  private static long granted(String pipeline, long epoch) {
    if (epoch == Long.MAX_VALUE) {
      throw new CoordinationException(
          "no epoch of %s is greater than the stored %d; restore its position file from a copy, or delete it"
              .formatted(pipeline, epoch));
    }
    return epoch;
  }

  private record StandaloneLease(String pipeline, long epoch, AtomicBoolean closed)
      implements Lease {

    @Override
    public boolean isValid() {
      return !closed.get();
    }

    @Override
    public void await() {
      if (closed.get()) {
        throw new LeaseLostException("the lease of " + pipeline + " was given up");
      }
    }

    @Override
    public void onRevoked(Runnable action) {
      // Nothing can revoke it.
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
