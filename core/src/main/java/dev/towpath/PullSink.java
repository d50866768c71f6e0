package dev.towpath;

import dev.towpath.failure.CdcException;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A sink from which the application pulls batches and acknowledges them, as with canal's client:
 *
 * <pre>{@code
 * var changes = new PullSink();
 * CdcPipeline pipeline = CdcPipeline.builder().sink(changes)….build();
 * pipeline.start();
 * while (running) {
 *   changes.poll(1000, Duration.ofSeconds(1)).ifPresent(batch -> {
 *     process(batch.events());
 *     changes.ack(batch.id());
 *   });
 * }
 * }</pre>
 *
 * <p>Several batches may be out; they are acknowledged in order, and {@link #rollback()} takes all
 * of them back. The pipeline's flush returns when everything handed over is acknowledged. So the
 * pipeline's {@link dev.towpath.pipeline.FlushPolicy} and memory budget limit how much can be out,
 * and the position is saved after the last acknowledgement of a flush. After a restart, events that
 * were not acknowledged are delivered again, and so are those acknowledged after the last completed
 * flush.
 *
 * <p>A sink serves one pipeline over all its terms of leadership. A pipeline that is asked to stop
 * waits until everything handed over is acknowledged, at most its shutdown timeout; {@link
 * #close()} tells it that no more acknowledgements will come.
 *
 * <p>Thread-safe.
 */
public final class PullSink implements SinkFactory, AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All fields below are guarded by lock.
  private @Nullable PulledDelivery current;
  private long lastId;
  private boolean closed;

  /** Creates a sink that has nothing to hand out until a pipeline writes to it. */
  public PullSink() {}

  @Override
  public Sink create(SinkContext context) throws SinkException {
    lock.lock();
    try {
      if (closed) {
        throw nobodyPulls(0);
      }
      if (current != null) {
        throw SinkException.permanent(
            "a PullSink serves one pipeline, and this one serves " + current.context.pipeline());
      }
      var delivery = new PulledDelivery(context);
      current = delivery;
      return delivery;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the events available now, without waiting.
   *
   * @param max the most events, at least 1
   * @return at least one event; empty when there is none
   * @throws CdcException if this sink is closed
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<PulledBatch> poll(int max) throws InterruptedException {
    return take(max, 0);
  }

  /**
   * Waits for a full batch until the time is over, and then takes the events there are. Also takes
   * a smaller batch when no more events can come before an acknowledgement, because the pipeline is
   * flushing.
   *
   * <p>While a lease is suspect nothing is handed out, and this may wait longer than {@code
   * timeout}.
   *
   * @param max the most events, at least 1
   * @param timeout how long to wait; as in canal, zero waits without limit. With zero, acknowledge
   *     before polling again unless another thread does: nothing more may come before that
   * @return at least one event; empty when there was none in time
   * @throws CdcException if this sink is closed, also while waiting
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<PulledBatch> poll(int max, Duration timeout) throws InterruptedException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
    return take(max, timeout.isZero() ? Long.MAX_VALUE : nanos(timeout));
  }

  private static long nanos(Duration timeout) {
    boolean endless = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0;
    return endless ? Long.MAX_VALUE : timeout.toNanos();
  }

  private Optional<PulledBatch> take(int max, long nanos) throws InterruptedException {
    if (max < 1) {
      throw new IllegalArgumentException("a batch needs room for at least 1 event: " + max);
    }
    long deadline = System.nanoTime() + nanos;
    while (true) {
      PulledDelivery delivery = await(max, nanos == 0 ? 0 : deadline - System.nanoTime());
      if (delivery == null) {
        return Optional.empty();
      }
      boolean allowed = delivery.mayHandOut();
      lock.lock();
      try {
        if (!allowed) {
          delivery.lost = true;
        } else if (delivery.available() > 0) {
          return Optional.of(delivery.buffer.take(++lastId, delivery.context.epoch(), max));
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Returns the delivery that has events to hand out when a batch is full or the time is over; null
   * if there is none.
   */
  private @Nullable PulledDelivery await(int max, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!closed && !isReady(max) && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        throw new CdcException("this PullSink is closed");
      }
      return current == null || current.available() == 0 ? null : current;
    } finally {
      lock.unlock();
    }
  }

  private boolean isReady(int max) {
    int available = current == null ? 0 : current.available();
    return available >= max || (available > 0 && current != null && current.flushing);
  }

  /**
   * Acknowledges a batch: its events will not be delivered again once the position is saved.
   *
   * @param id the batch, which must be the oldest that is out
   * @throws StaleBatchException if the batch is not out any more; nothing was acknowledged
   * @throws IllegalArgumentException if an older batch is out, or there never was such a batch;
   *     nothing was acknowledged
   */
  public void ack(long id) {
    lock.lock();
    try {
      if (id < 1 || id > lastId) {
        throw new IllegalArgumentException(
            "there is no batch " + id + ": the last one handed out was " + lastId);
      }
      if (current == null) {
        throw new StaleBatchException(
            "batch %d is of a term or a sink that has ended, nothing was acknowledged".formatted(id)
                + "; events not acknowledged before are delivered again");
      }
      current.buffer.acknowledge(id);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes back all batches that are out; their events are handed out again, in order. */
  public void rollback() {
    lock.lock();
    try {
      if (current != null) {
        current.buffer.rollback();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends every {@link #poll} and fails a flush that waits for an acknowledgement, so that a
   * stopping pipeline does not wait. Close the pipeline, too. Idempotent.
   *
   * <p>From then on {@code poll} throws {@link CdcException}. {@link #ack} still acknowledges
   * batches that are out until the pipeline has given up, and throws {@link StaleBatchException}
   * afterwards, which is a {@code CdcException}, too. {@link #rollback()} never throws.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a flush waits for an acknowledgement. */
  boolean isFlushing() {
    lock.lock();
    try {
      return current != null && current.flushing;
    } finally {
      lock.unlock();
    }
  }

  private static SinkException nobodyPulls(int unacknowledged) {
    return SinkException.retryable(
        "the PullSink was closed, so %d events will not be acknowledged; close the pipeline, too"
            .formatted(unacknowledged));
  }

  /** The sink of one term, or of the remainder of a term after a failure. */
  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private final class PulledDelivery implements Sink {
    private final SinkContext context;
    // All fields below are guarded by lock.
    private final PullBuffer buffer = new PullBuffer();
    private boolean flushing;
    private boolean lost;

    PulledDelivery(SinkContext context) {
      this.context = context;
    }

    private int available() {
      return lost || current != this ? 0 : buffer.available();
    }

    /** Waits for the lease; returns false when it is lost permanently. */
    private boolean mayHandOut() throws InterruptedException {
      try {
        context.awaitLease();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    @Override
    public void write(EventBatch batch) {
      lock.lock();
      try {
        buffer.add(batch);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void flush() throws SinkException, InterruptedException {
      lock.lockInterruptibly();
      try {
        flushing = true;
        changed.signalAll();
        while (!buffer.isEmpty()) {
          if (closed) {
            throw nobodyPulls(buffer.size());
          }
          changed.await();
        }
      } finally {
        flushing = false;
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (current == this) {
          current = null;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
