package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A sink that remembers its batches. Flushed batches are kept; batches that were only written are
 * discarded by {@link #close()}. Thread-safe, so a test may watch.
 *
 * <p>A pipeline that creates a sink for each term and after each failure gets {@link #factory()},
 * whose sinks all record here.
 */
public final class RecordingSink implements Sink {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<EventBatch> written = new ArrayList<>();
  private final List<EventBatch> flushed = new ArrayList<>();
  private final boolean acknowledging;
  private boolean holding;
  private int flushes;
  private int created;
  private int closed;

  /** Creates an empty record of sinks that are durable only after a flush. */
  public RecordingSink() {
    this(false);
  }

  private RecordingSink(boolean acknowledging) {
    this.acknowledging = acknowledging;
  }

  /**
   * Returns an empty record of sinks that make batches durable without a flush: each when it is
   * written, unless {@link #hold()} was called. Durable batches count as flushed.
   */
  public static RecordingSink acknowledging() {
    return new RecordingSink(true);
  }

  /** Keeps batches from becoming durable without a flush, until {@link #release()}. */
  public void hold() {
    update(() -> holding = true);
  }

  /** Lets the held batches, and all later ones, become durable without a flush. */
  public void release() {
    update(
        () -> {
          holding = false;
          settle();
        });
  }

  private void settle() {
    if (acknowledging && !holding) {
      flushed.addAll(written);
      written.clear();
    }
  }

  /** Returns a factory of sinks that record here, one after the other. */
  public SinkFactory factory() {
    return context -> {
      update(() -> created++);
      return new Term();
    };
  }

  /** One of several sinks with a common record; crash-only like any other. */
  private final class Term implements Sink {
    private long accepted;

    @Override
    public void write(EventBatch batch) {
      accepted++;
      RecordingSink.this.write(batch);
    }

    @Override
    public Optional<Acknowledgement> acknowledged() {
      return RecordingSink.this.acknowledged(accepted);
    }

    @Override
    public void flush() {
      RecordingSink.this.flush();
    }

    @Override
    public Set<EventKind> interests() {
      return RecordingSink.this.interests();
    }

    @Override
    public void close() {
      RecordingSink.this.close();
    }
  }

  @Override
  public void write(EventBatch batch) {
    update(
        () -> {
          written.add(batch);
          settle();
        });
  }

  /** Returns the number of durable batches, for a record that is used as a sink itself. */
  @Override
  public Optional<Acknowledgement> acknowledged() {
    lock.lock();
    try {
      return acknowledged(flushed.size() + (long) written.size());
    } finally {
      lock.unlock();
    }
  }

  private Optional<Acknowledgement> acknowledged(long accepted) {
    lock.lock();
    try {
      return acknowledging
          ? Optional.of(Acknowledgement.of(accepted - written.size()))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() {
    update(
        () -> {
          flushed.addAll(written);
          written.clear();
          flushes++;
        });
  }

  /** Returns every kind, heartbeats included. */
  @Override
  public Set<EventKind> interests() {
    return EnumSet.allOf(EventKind.class);
  }

  @Override
  public void close() {
    update(
        () -> {
          written.clear();
          closed++;
        });
  }

  private void update(Runnable action) {
    lock.lock();
    try {
      action.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the batches that were flushed, in order. */
  public List<EventBatch> batches() {
    lock.lock();
    try {
      return List.copyOf(flushed);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the events of the batches that were flushed, in order. */
  public List<ChangeEvent> events() {
    return batches().stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** Returns the position of the last batch that was flushed. */
  public Optional<BinlogPosition> position() {
    List<EventBatch> batches = batches();
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(batches.get(batches.size() - 1).position());
  }

  /** Returns how often {@link #flush()} returned. */
  public int flushes() {
    lock.lock();
    try {
      return flushes;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many sinks {@link #factory()} created. */
  public int created() {
    lock.lock();
    try {
      return created;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how often {@link #close()} was called. */
  public int closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until at least {@code count} events are flushed.
   *
   * @throws AssertionError if that takes longer than {@code limit}
   */
  public List<ChangeEvent> awaitEvents(int count, Duration limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = limit.toNanos();
      while (events().size() < count) {
        if (left <= 0) {
          throw new AssertionError(
              "%d of %d events were flushed within %s".formatted(events().size(), count, limit));
        }
        left = changed.awaitNanos(left);
      }
      return events();
    } finally {
      lock.unlock();
    }
  }
}
