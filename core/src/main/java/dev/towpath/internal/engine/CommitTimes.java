package dev.towpath.internal.engine;

import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.Group;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The commit times of the oldest unacknowledged and of the latest transaction taken from the
 * stream. Instants are created only on request. Used by the writing thread.
 */
final class CommitTimes {
  private final Progress progress;
  private boolean isFirstKnown;
  private @Nullable Group last;
  private long lastSeconds;

  CommitTimes(Progress progress) {
    this.progress = progress;
  }

  /** Records that changes of {@code event} will be delivered. */
  void holds(BinlogEvent event) {
    if (!isFirstKnown) {
      progress.holds(StreamItem.Events.committed(event));
      isFirstKnown = true;
    }
  }

  /**
   * Records that the oldest held transaction was committed at {@code committed}, or that none is
   * held.
   */
  void holdsNothingBefore(boolean isHolding, @Nullable Instant committed) {
    progress.holdsNothingBefore(committed);
    isFirstKnown = isHolding;
  }

  /** Records an event that ends a transaction or stands between transactions. */
  void ended(BinlogEvent event) {
    if (event.group() != null) {
      last = event.group();
      lastSeconds = event.seconds();
    }
  }

  /** Returns when the last transaction was committed; null before the first. */
  @Nullable Instant last() {
    Group group = last;
    if (group == null) {
      return null;
    }
    Instant committed = group.commitTimestamp();
    return committed == null ? Instant.ofEpochSecond(lastSeconds) : committed;
  }
}
