package dev.towpath.internal.protocol;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that packets are received in, used again once everything in them was looked at: what
 * lives long costs the garbage collector nothing. The one that was given back last is taken first,
 * as it is most likely in the processor's caches. Thread-safe.
 */
public final class ReceiveBuffers {
  /** Holds many small packets, and is read from the network in one go. */
  static final int SIZE = 128 << 10;

  /** What a stream reads ahead. */
  private static final int MOST_KEPT = (4 << 20) / SIZE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> free = new ArrayDeque<>(); // guarded by lock

  byte[] take() {
    byte[] buffer = free();
    return buffer == null ? new byte[SIZE] : buffer;
  }

  private byte @Nullable [] free() {
    lock.lock();
    try {
      return free.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Takes back buffers that are not read any more. */
  public void giveBack(Collection<byte[]> buffers) {
    if (buffers.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (byte[] buffer : buffers) {
        if (free.size() < MOST_KEPT) {
          free.addFirst(buffer);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
