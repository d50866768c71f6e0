package dev.towpath.internal.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of items from the reader to the writer within a budget of bytes, which counts from
 * reading to acknowledgement. Only a small part of the budget may wait here: reading further ahead
 * gains nothing, and the garbage collector would have to copy items that wait long. An empty queue
 * always admits one item, so that an event larger than the budget passes. Thread-safe.
 */
final class StreamQueue {
  private static final long READ_AHEAD = 4L << 20;

  /** Little compared to any budget, and enough to avoid the cost of counting every event. */
  private static final long RELEASED_AT_ONCE = 64 << 10;

  private final long budget;
  private final long readAhead;
  private final MonotonicClock clock;
  private final AtomicLong used = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private long passed; // Used by the writer only.
  // All fields below are guarded by lock; the volatile one for writing only.
  private final ArrayDeque<StreamItem> items = new ArrayDeque<>();
  private long waiting;
  private boolean woken;
  private volatile boolean overBudget;

  StreamQueue(long budget) {
    this(budget, MonotonicClock.SYSTEM);
  }

  /** Creates a queue whose writer waits by {@code clock}. */
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
    // Noted before the check: a release after it sees the note and wakes the reader.
    overBudget = true;
    overBudget = used.get() + bytes > budget;
    return !overBudget && waiting + bytes <= readAhead;
  }

  /** Takes the next item; null when there is none in time or after a call of {@link #wakeUp()}. */
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
      // Not for every item: waking a thread costs more than the hand-over.
      if (waiting <= readAhead / 2) {
        notFull.signal();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the last item if it says that nothing follows; null if more may follow. */
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

  /** Waits until {@link #wakeUp()} is called or the time is over, and takes nothing. */
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

  /** Returns when the oldest waiting transaction was committed; null when none waits. */
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

  /** Releases bytes of an item. */
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

  /**
   * Releases bytes a little later, together with others; called only by the writer, which skips
   * many small events.
   */
  void pass(long bytes) {
    passed += bytes;
    if (passed >= RELEASED_AT_ONCE) {
      releasePassed();
    }
  }

  /** Releases at once the bytes of the events that the writer has skipped. */
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

  /**
   * Returns whether an acknowledgement would help: half the budget is used, or the reader waits for
   * it.
   */
  boolean isUnderPressure() {
    return overBudget || used.get() > budget / 2;
  }

  long used() {
    return used.get();
  }
}
