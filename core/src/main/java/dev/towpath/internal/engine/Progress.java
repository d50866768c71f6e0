package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.Origin;
import dev.towpath.failure.CdcException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a pipeline, for {@code status()} and for waiting callers. Written by the writing
 * thread, read by any.
 */
final class Progress {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile @Nullable StreamQueue queue;
  private volatile @Nullable Source source;
  private volatile @Nullable BinlogPosition acknowledged;
  private volatile @Nullable BinlogPosition idleAt;
  private volatile @Nullable Instant oldestHeld;
  private volatile Duration settledLag = Duration.ZERO;
  private volatile @Nullable Duration untilPurge;
  private volatile SourceReplication replication = SourceReplication.UNKNOWN;
  private volatile long events;
  private volatile @Nullable Long epoch;

  Progress(Clock clock) {
    this.clock = clock;
  }

  void elected(long newEpoch) {
    epoch = newEpoch;
  }

  void termStarted(StreamQueue newQueue, Source newSource, @Nullable BinlogPosition position) {
    queue = newQueue;
    source = newSource;
    acknowledged = position;
    idleAt = null;
    oldestHeld = null;
    settledLag = Duration.ZERO;
  }

  void termEnded() {
    epoch = null;
    untilPurge = null;
    replication = SourceReplication.UNKNOWN;
    queue = null;
    source = null;
    oldestHeld = null;
  }

  /** Records that an event committed at {@code committed} was taken from the queue. */
  void holds(@Nullable Instant committed) {
    if (oldestHeld == null) {
      oldestHeld = committed;
    }
  }

  /**
   * Records the oldest commit time of the events that were taken from the queue and are not
   * acknowledged.
   */
  void holdsNothingBefore(@Nullable Instant committed) {
    oldestHeld = committed;
  }

  void acknowledged(BinlogPosition position, int count, Duration lag) {
    acknowledged = position;
    oldestHeld = null;
    settledLag = lag;
    long total = events + count;
    events = total;
    signal();
  }

  /**
   * Records that the source has nothing new, and everything before its current place is
   * acknowledged.
   */
  void idle(String file, long offset) {
    settledLag = Duration.ZERO;
    BinlogPosition before = acknowledged;
    BinlogPosition known = idleAt;
    if (before != null
        && (known == null || known.offset() != offset || !known.file().equals(file))) {
      idleAt = BinlogPosition.builder(file, offset).serverUuid(before.serverUuid()).build();
      signal();
    }
  }

  /** Makes waiting callers check again. */
  void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code applied} or {@code ended}; returns whether it is applied. */
  boolean await(BooleanSupplier applied, BooleanSupplier ended, long nanos)
      throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!applied.getAsBoolean()) {
        if (left <= 0 || ended.getAsBoolean()) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether all of {@code wanted} is acknowledged. */
  boolean hasApplied(GtidSet wanted) {
    BinlogPosition position = acknowledged;
    if (position == null) {
      return false;
    }
    GtidSet applied = position.gtidSet();
    if (applied == null) {
      throw new CdcException(
          "the source logs no GTIDs, so it is unknown when "
              + wanted
              + " is applied; wait for a position with file and offset");
    }
    return applied.contains(wanted);
  }

  /** Returns whether everything before {@code wanted} is acknowledged. */
  boolean hasApplied(BinlogPosition wanted) {
    BinlogPosition position = acknowledged;
    if (position == null) {
      return false;
    }
    GtidSet set = wanted.gtidSet();
    if (set != null && position.gtidSet() != null) {
      return hasApplied(set);
    }
    OptionalInt compared = position.compare(wanted);
    if (compared.isEmpty()) {
      throw new CdcException(
          "%s cannot be compared with %s of this pipeline: they are of different servers; wait for"
                  .formatted(wanted.summary(), position.summary())
              + " a GTID set");
    }
    BinlogPosition idle = idleAt;
    Predicate<OptionalInt> reached = result -> result.isPresent() && result.getAsInt() >= 0;
    return reached.test(compared) || (idle != null && reached.test(idle.compare(wanted)));
  }

  /**
   * Records for how long at least the server will keep the binlog after the acknowledged position.
   */
  void untilPurge(@Nullable Duration left) {
    untilPurge = left;
  }

  @Nullable Duration untilPurge() {
    return untilPurge;
  }

  /** Records the state of the server's own replication. */
  void replication(SourceReplication found) {
    replication = found;
  }

  SourceReplication replication() {
    return replication;
  }

  /** Returns how far the server is behind the servers it replicates from; null when unknown. */
  @Nullable Duration sourceLag() {
    SourceReplication known = replication;
    Instant behindSince = known.behindSince();
    return behindSince == null ? known.behind() : since(behindSince);
  }

  /** Returns the end of the last transaction that was read, or the place where the stream began. */
  @Nullable BinlogPosition lastRead() {
    BinlogPosition received = received();
    return received == null ? acknowledged : received;
  }

  /** Returns the age of that position; null outside a term, and when its time is unknown. */
  @Nullable Duration lastTransactionAge() {
    BinlogPosition last = source == null ? null : lastRead();
    Instant committed = last == null ? null : last.timestamp();
    return committed == null || committed.equals(Instant.EPOCH) ? null : since(committed);
  }

  @Nullable Long epoch() {
    return epoch;
  }

  long acknowledgedEvents() {
    return events;
  }

  @Nullable BinlogPosition received() {
    Source current = source;
    return current == null ? null : current.received();
  }

  @Nullable BinlogPosition acknowledged() {
    return acknowledged;
  }

  long queuedBytes() {
    StreamQueue current = queue;
    return current == null ? 0 : current.used();
  }

  /**
   * Returns how far the sink is behind the source; see {@link
   * dev.towpath.pipeline.PipelineStatus#lag()}.
   */
  @Nullable Duration lag() {
    StreamQueue currentQueue = queue;
    Source currentSource = source;
    if (currentQueue == null || currentSource == null) {
      return null;
    }
    // In this order, so that an event the writer takes meanwhile is seen at least once.
    Instant queued = currentQueue.oldest();
    Instant held = oldestHeld;
    Instant oldest = held == null ? queued : held;
    Duration behind = oldest == null ? settledLag : since(oldest);
    Duration silence = since(currentSource.lastHeard());
    boolean isSilent = silence.compareTo(currentSource.longestSilence()) > 0;
    Duration ours = isSilent && silence.compareTo(behind) > 0 ? silence : behind;
    Duration theirs = sourceLag();
    return theirs != null && theirs.compareTo(ours) > 0 ? theirs : ours;
  }

  /** Returns the time since {@code instant}; zero if a clock is behind. */
  Duration since(@Nullable Instant instant) {
    if (instant == null) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(instant, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Returns when a change was committed, as exactly as the server tells; null when it does not. */
  static @Nullable Instant committed(Origin origin) {
    Instant commit = origin.commitTimestamp();
    if (commit != null) {
      return commit;
    }
    return origin.timestamp().equals(Instant.EPOCH) ? null : origin.timestamp();
  }
}
