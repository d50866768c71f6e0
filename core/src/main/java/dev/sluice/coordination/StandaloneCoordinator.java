package dev.sluice.coordination;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Elects every candidate at once. */
final class StandaloneCoordinator implements Coordinator {
  static final Coordinator INSTANCE = new StandaloneCoordinator();

  private final AtomicLong lastEpoch = new AtomicLong();

  private StandaloneCoordinator() {}

  @Override
  public Lease acquire(String destination) {
    long now = TimeUnit.MILLISECONDS.toMicros(Clock.systemUTC().millis());
    long epoch = lastEpoch.updateAndGet(last -> Math.max(last + 1, now));
    return new StandaloneLease(destination, epoch, new AtomicBoolean());
  }

  private record StandaloneLease(String destination, long epoch, AtomicBoolean closed)
      implements Lease {

    @Override
    public boolean isValid() {
      return !closed.get();
    }

    @Override
    public void await() {
      if (closed.get()) {
        throw new LeaseLostException("the lease of " + destination + " was given up");
      }
    }

    @Override
    public void onRevoked(Runnable action) {
      // Nobody can revoke it.
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
