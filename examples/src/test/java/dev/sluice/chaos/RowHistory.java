package dev.sluice.chaos;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was written to a row and what arrived of it. Keeps only what one of the two sides has not
 * said yet. Used by one thread at a time.
 */
final class RowHistory {
  private final TreeMap<Long, RowVersion> outstanding = new TreeMap<>();
  private final TreeMap<Long, RowVersion> unbooked = new TreeMap<>();
  private long lastWritten = -1;
  private long lastArrived = -1;
  private int queue = -1;

  /** How a change arrived. */
  enum Arrival {
    IN_ORDER,
    AFTER_LATER_ONE,
    IN_OTHER_QUEUE,
    AGAIN
  }

  /** Books a committed change; returns it as it arrived, or null if it has not. */
  @Nullable RowVersion written(RowVersion change) {
    if (change.rank() <= lastWritten) {
      throw new IllegalArgumentException(change + " was written after rank " + lastWritten);
    }
    lastWritten = change.rank();
    RowVersion arrived = unbooked.remove(change.rank());
    if (arrived == null) {
      outstanding.put(change.rank(), change);
    }
    return arrived;
  }

  /** Books a change that arrived. */
  Arrival arrived(RowVersion change, int inQueue) {
    long rank = change.rank();
    boolean isSettled = rank <= lastWritten && !outstanding.containsKey(rank);
    if (isSettled || unbooked.containsKey(rank)) {
      return Arrival.AGAIN;
    }
    unbooked.put(rank, change);
    boolean isOrdered = rank > lastArrived;
    boolean isInPlace = queue < 0 || queue == inQueue;
    lastArrived = Math.max(lastArrived, rank);
    queue = inQueue;
    if (!isOrdered) {
      return Arrival.AFTER_LATER_ONE;
    }
    return isInPlace ? Arrival.IN_ORDER : Arrival.IN_OTHER_QUEUE;
  }

  /** After an arrival: the change as it was written, if that is known; it is forgotten then. */
  @Nullable RowVersion settled(RowVersion arrived) {
    RowVersion written = outstanding.remove(arrived.rank());
    if (written != null) {
      unbooked.remove(arrived.rank());
    }
    return written;
  }

  /** What was written and has not arrived. */
  Collection<RowVersion> outstanding() {
    return outstanding.values();
  }

  /** What has arrived and was not written. */
  Collection<RowVersion> unbooked() {
    return unbooked.values();
  }
}
