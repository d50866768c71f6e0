package dev.sluice.internal.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from the reader to the writer within a budget of bytes that counts from reading to
 * acknowledgement. Of it, only a little may wait here: reading further ahead gains nothing, and
 * what has waited long has to be copied by the garbage collector. One item is always admitted to an
 * empty queue, so that an event larger than the budget passes. Thread-safe.
 */
final class StreamQueue {
  private static final long READ_AHEAD = 4L << 20;

  /** Little beside any budget, and enough not to count every event. */
  private static final long RELEASED_AT_ONCE = 64 << 10;

  private final long budget;
  private final long readAhead;
  private final MonotonicClock clock;
  private final AtomicLong used = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private long passed; // by the writer only
  // All below guarded by lock; the volatile one for writing only.
  private final ArrayDeque<StreamItem> items = new ArrayDeque<>();
  private long waiting;
  private boolean woken;
  private volatile boolean overBudget;

  StreamQueue(long budget) {
    this(budget, MonotonicClock.SYSTEM);
  }

  /** A queue whose writer waits by {@code clock}. */
  StreamQueue(long budget, MonotonicClock clock) {
    this.budget = budget;
    this.clock = clock;
    this.readAhead = Math.min(budget, READ_AHEAD);
  }

  /** Adds an item, waiting for the budget. */
  void put(StreamItem item) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!items.isEmpty() && !hasRoom(item.bytes())) {
        notEmpty.signal();
        notFull.await();
      }
      overBudget = false;
      used.addAndGet(item.bytes());
      waiting += item.bytes();
      items.add(item);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(long bytes) {
    // Noted before looking: who releases after that sees the note and wakes the reader.
    overBudget = true;
    overBudget = used.get() + bytes > budget;
    return !overBudget && waiting + bytes <= readAhead;
  }

  /** The next item; null when there is none in time or somebody called {@link #wakeUp()}. */
  @Nullable StreamItem poll(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !woken && left > 0) {
        left = clock.await(notEmpty, left);
      }
      woken = false;
      StreamItem item = items.poll();
      if (item != null) {
        waiting -= item.bytes();
      }
      // Not for every item: waking a thread costs more than handing over what it reads.
      if (waiting <= readAhead / 2) {
        notFull.signal();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** The last item, if it says that nothing follows; null if more may follow. */
  StreamItem.@Nullable Ended ended() {
    lock.lock();
    try {
      return items.peekLast() instanceof StreamItem.Ended last ? last : null;
    } finally {
      lock.unlock();
    }
  }

  /** Adds bytes that the writer unpacked from an item; does not wait. */
  void charge(long bytes) {
    used.addAndGet(bytes);
  }

  /** Waits until somebody calls {@link #wakeUp()} or the time is over, and takes nothing. */
  void awaitWakeUp(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!woken && left > 0) {
        left = clock.await(notEmpty, left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /** When the oldest transaction was committed that waits here; null when none does. */
  @Nullable Instant oldest() {
    lock.lock();
    try {
      for (StreamItem item : items) {
        Instant committed = item.committed();
        if (committed != null) {
          return committed;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Gives bytes back that an item brought in. */
  void release(long bytes) {
    used.addAndGet(-bytes);
    if (overBudget) {
      lock.lock();
      try {
        notFull.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** As {@link #release}, soon; only by the writer, which passes over many small events. */
  void pass(long bytes) {
    passed += bytes;
    if (passed >= RELEASED_AT_ONCE) {
      releasePassed();
    }
  }

  /** Gives back at once what the writer has passed over. */
  void releasePassed() {
    if (passed > 0) {
      release(passed);
      passed = 0;
    }
  }

  /** Ends a {@link #poll} that is waiting, or the next one. */
  void wakeUp() {
    lock.lock();
    try {
      woken = true;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return items.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether acknowledging would help: half the budget is used, or the reader waits for it. */
  boolean isUnderPressure() {
    return overBudget || used.get() > budget / 2;
  }

  long used() {
    return used.get();
  }
}
