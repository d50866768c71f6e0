package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import dev.sluice.sink.EventBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline has come, for {@code status()}. Written by the writing thread, read by any.
 */
final class Progress {
  private final Clock clock;
  private volatile @Nullable StreamQueue queue;
  private volatile @Nullable SourceReader reader;
  private volatile @Nullable BinlogPosition acknowledged;
  private volatile @Nullable Instant oldestUnacknowledged;
  private volatile long events;
  private volatile long epoch;

  Progress(Clock clock) {
    this.clock = clock;
  }

  void elected(long newEpoch) {
    epoch = newEpoch;
  }

  void termStarted(
      StreamQueue newQueue, SourceReader newReader, @Nullable BinlogPosition position) {
    queue = newQueue;
    reader = newReader;
    acknowledged = position;
    oldestUnacknowledged = null;
  }

  void termEnded() {
    epoch = 0;
    queue = null;
    reader = null;
    oldestUnacknowledged = null;
  }

  void writing(EventBatch batch) {
    if (oldestUnacknowledged == null) {
      oldestUnacknowledged = batch.events().get(0).origin().timestamp();
    }
  }

  void acknowledged(BinlogPosition position, int count) {
    acknowledged = position;
    oldestUnacknowledged = null;
    long total = events + count;
    events = total;
  }

  long epoch() {
    return epoch;
  }

  long acknowledgedEvents() {
    return events;
  }

  @Nullable BinlogPosition received() {
    SourceReader current = reader;
    return current == null ? null : current.received();
  }

  @Nullable BinlogPosition acknowledged() {
    return acknowledged;
  }

  long queuedBytes() {
    StreamQueue current = queue;
    return current == null ? 0 : current.used();
  }

  Duration lag() {
    Instant oldest = oldestUnacknowledged;
    if (oldest == null) {
      return Duration.ZERO;
    }
    Duration lag = Duration.between(oldest, clock.instant());
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
