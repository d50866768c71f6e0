package dev.sluice.internal.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from the reader to the writer within a budget of bytes that counts from reading to
 * acknowledgement. One item is always admitted to an empty queue, so that an event larger than the
 * budget passes. Thread-safe.
 */
final class StreamQueue {
  private final long budget;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  // All below guarded by lock; the volatile ones for writing only.
  private final ArrayDeque<StreamItem> items = new ArrayDeque<>();
  private boolean woken;
  private volatile long used;
  private volatile boolean readerBlocked;

  StreamQueue(long budget) {
    this.budget = budget;
  }

  /** Adds an item, waiting for the budget. */
  void put(StreamItem item) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!items.isEmpty() && used + item.bytes() > budget) {
        readerBlocked = true;
        notEmpty.signal();
        notFull.await();
      }
      readerBlocked = false;
      add(item.bytes());
      items.add(item);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next item; null when there is none in time or somebody called {@link #wakeUp()}. */
  @Nullable StreamItem poll(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !woken && left > 0) {
        left = notEmpty.awaitNanos(left);
      }
      woken = false;
      StreamItem item = items.poll();
      if (items.isEmpty()) {
        notFull.signal();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** Adds bytes that the writer unpacked from an item; does not wait. */
  void charge(long bytes) {
    lock.lock();
    try {
      add(bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until somebody calls {@link #wakeUp()} or the time is over, and takes nothing. */
  void awaitWakeUp(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!woken && left > 0) {
        left = notEmpty.awaitNanos(left);
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
    if (bytes == 0) {
      return;
    }
    lock.lock();
    try {
      add(-bytes);
      notFull.signal();
    } finally {
      lock.unlock();
    }
  }

  private void add(long bytes) {
    long now = used + bytes;
    used = now;
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
    return readerBlocked || used > budget / 2;
  }

  long used() {
    return used;
  }
}
