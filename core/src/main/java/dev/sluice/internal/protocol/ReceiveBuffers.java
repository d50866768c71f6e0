package dev.sluice.internal.protocol;

import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Buffers that packets are received in, used again once everything in them was looked at: what
 * lives long costs the garbage collector nothing. Thread-safe.
 */
public final class ReceiveBuffers {
  /** Holds many small packets, and is read from the network in one go. */
  static final int SIZE = 256 << 10;

  /** As much as a stream reads ahead. */
  private static final int MOST_KEPT = 16;

  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(MOST_KEPT);

  byte[] take() {
    byte[] buffer = free.poll();
    return buffer == null ? new byte[SIZE] : buffer;
  }

  /** Takes buffers back in which nobody looks any more. */
  public void giveBack(Collection<byte[]> buffers) {
    for (byte[] buffer : buffers) {
      if (!free.offer(buffer)) {
        return;
      }
    }
  }
}
