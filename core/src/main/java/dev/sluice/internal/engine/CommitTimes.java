package dev.sluice.internal.engine;

import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.binlog.Group;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the transactions were committed that were taken from the stream: the first that is not
 * acknowledged, and the last. Instants are made only for those who ask. Used by the writing thread.
 */
final class CommitTimes {
  private final Progress progress;
  private boolean isFirstKnown;
  private @Nullable Group last;
  private long lastSeconds;

  CommitTimes(Progress progress) {
    this.progress = progress;
  }

  /** Something of {@code event} will be delivered. */
  void holds(BinlogEvent event) {
    if (!isFirstKnown) {
      progress.holds(StreamItem.Events.committed(event));
      isFirstKnown = true;
    }
  }

  /** The oldest that is held was committed at {@code committed}, or nothing is held. */
  void holdsNothingBefore(boolean isHolding, @Nullable Instant committed) {
    progress.holdsNothingBefore(committed);
    isFirstKnown = isHolding;
  }

  /** A transaction ends with {@code event}, or it stands between transactions. */
  void ended(BinlogEvent event) {
    if (event.group() != null) {
      last = event.group();
      lastSeconds = event.seconds();
    }
  }

  /** When the last transaction was committed; null before the first. */
  @Nullable Instant last() {
    Group group = last;
    if (group == null) {
      return null;
    }
    Instant committed = group.commitTimestamp();
    return committed == null ? Instant.ofEpochSecond(lastSeconds) : committed;
  }
}
