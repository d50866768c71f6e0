package dev.towpath.verification.chaos;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The large transactions that faults order, and the notices of their commits. Orders are for one
 * thread; all else is thread-safe.
 */
final class LargeOrders {
  private final Queue<Shape> ordered = new ConcurrentLinkedQueue<>();
  private final Semaphore committed = new Semaphore(0);
  private volatile long latest;

  /**
   * Orders a transaction and waits until a writer has committed it.
   *
   * @return its number; empty if none was committed within {@code limit}, for example while the
   *     primary is down, and the order is withdrawn
   */
  OptionalLong write(Shape shape, Duration limit) throws InterruptedException {
    ordered.clear();
    committed.drainPermits();
    ordered.add(shape);
    boolean isWritten = committed.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
    ordered.clear();
    return isWritten ? OptionalLong.of(latest) : OptionalLong.empty();
  }

  /** Returns the next ordered transaction for a writer, or null for its own choice. */
  @Nullable Shape next() {
    return ordered.poll();
  }

  /** Notes that a transaction was committed. */
  void committed(Shape shape, long number) {
    if (shape.isLarge()) {
      latest = number;
      committed.release();
    }
  }
}
