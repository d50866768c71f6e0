package dev.towpath.verification.chaos;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The written and arrived changes of a row. It keeps only changes that one of the two sides has not
 * reported yet. Used by one thread at a time.
 */
final class RowHistory {
  private final TreeMap<Long, RowVersion> outstanding = new TreeMap<>();
  private final TreeMap<Long, RowVersion> unbooked = new TreeMap<>();
  private long lastWritten = -1;
  private long lastArrived = -1;
  private int queue = -1;

  /** The kinds of arrivals of a change. */
  enum Arrival {
    IN_ORDER,
    AFTER_LATER_ONE,
    IN_OTHER_QUEUE,
    AGAIN
  }

  /** Records a committed change; returns it as it arrived, or null if it has not. */
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

  /** Records an arrived change. */
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

  /** Returns and forgets the written form of an arrived change, if it is known. */
  @Nullable RowVersion settled(RowVersion arrived) {
    RowVersion written = outstanding.remove(arrived.rank());
    if (written != null) {
      unbooked.remove(arrived.rank());
    }
    return written;
  }

  /** Returns the written changes that have not arrived. */
  Collection<RowVersion> outstanding() {
    return outstanding.values();
  }

  /** Returns the arrived changes that were not written. */
  Collection<RowVersion> unbooked() {
    return unbooked.values();
  }
}
