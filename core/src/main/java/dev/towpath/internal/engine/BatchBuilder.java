package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.sink.EventBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A builder of batches of changes. A batch ends with a transaction, unless a single transaction is
 * too large. Used by one thread.
 */
final class BatchBuilder {
  /** The limit above which a transaction is split. */
  private static final int MAX_EVENTS = 10_000;

  /**
   * Enough complete transactions for a sink to work efficiently, and few enough to be still in the
   * processor's caches.
   */
  private static final int ENOUGH_EVENTS = 1_000;

  private final long maxBytes;
  private final OpenTransaction open;
  private @Nullable BinlogPosition position;
  // First the changes of complete transactions, then of the open one.
  private List<ChangeEvent> events = new ArrayList<>();
  private int complete;
  private List<BatchInFlight.End> ends = new ArrayList<>();
  private @Nullable BinlogPosition completeStart;
  private long completeBytes;
  private boolean isRepeated;

  BatchBuilder(String pipeline, long maxBytes) {
    this.open = new OpenTransaction(pipeline);
    this.maxBytes = maxBytes;
  }

  /** Starts the first stream, at the end of a transaction. */
  void startAt(BinlogPosition start) {
    position = start;
  }

  /** Returns whether the start of the first stream is known. */
  boolean isStarted() {
    return position != null;
  }

  /** Returns the end of the last complete transaction, captured or not. */
  BinlogPosition position() {
    BinlogPosition current = position;
    if (current == null) {
      throw new IllegalStateException("events before the stream was connected");
    }
    return current;
  }

  /**
   * Announces an event of {@code group}; null stands for an event between transactions.
   *
   * @throws IllegalStateException if it belongs to another transaction than the open one
   */
  void enter(@Nullable Group group) {
    if (group != null) {
      open.enter(group);
    }
  }

  /** Returns whether events of a transaction were taken but not yet its end. */
  boolean isOpen() {
    return open.isOpen();
  }

  /**
   * Adds a change of the open transaction or a change that stands alone; returns false if it was
   * handed out before.
   */
  boolean add(ChangeEvent event) {
    boolean isNew = !open.isOpen() || open.isNew(event);
    if (isNew) {
      events.add(event);
    }
    return isNew;
  }

  /** Returns the oldest change that was not taken; null when there is none. */
  @Nullable ChangeEvent oldest() {
    return events.isEmpty() ? null : events.get(0);
  }

  /** Returns the number of changes of the open transaction that were taken and not handed out. */
  int openSize() {
    return events.size() - complete;
  }

  /** Returns to an earlier place in the open transaction. */
  void backTo(int openSize) {
    events.subList(complete + openSize, events.size()).clear();
  }

  /** Adds memory that changes of the open transaction refer to. */
  void hold(long bytes) {
    open.hold(bytes);
  }

  /** Returns whether any change of the open transaction was handed out, even by another server. */
  boolean wasHandedOut() {
    return open.wasHandedOut();
  }

  /** Returns whether part of the open transaction was handed out to the current sink. */
  boolean isSplit() {
    return open.isSplit();
  }

  /**
   * Moves to a place between transactions.
   *
   * @throws IllegalStateException if one is open
   */
  void pass(BinlogPosition place) {
    if (open.isOpen()) {
      throw new IllegalStateException(place + " follows while a transaction is incomplete");
    }
    complete(place);
  }

  /** Completes a change between transactions that moves no position. */
  void completeAlone() {
    pass(position());
  }

  /** Completes the open transaction. */
  void endTransaction(BinlogPosition end) {
    isRepeated |= open.isRepeated();
    completeBytes += open.takeBytes();
    open.end();
    complete(end);
  }

  private void complete(BinlogPosition end) {
    completeBytes += open.takeBytes();
    if (complete == 0) {
      completeStart = position;
    }
    if (events.size() > complete) {
      complete = events.size();
      ends.add(new BatchInFlight.End(complete, end));
    }
    position = end;
  }

  /** Drops the open transaction, which was rolled back; returns the memory it held. */
  long abandonOpen() {
    long bytes = clearOpen();
    open.forget();
    return bytes;
  }

  /**
   * Drops the open transaction and the record of what was handed out of it: none of it comes again.
   */
  long loseOpen() {
    long bytes = clearOpen();
    open.forgetAll();
    return bytes;
  }

  /**
   * Drops the changes of the open transaction that were not handed out, because all of it will be
   * sent again; returns the memory they held.
   *
   * @param sameServer whether it comes from the same server: then changes already handed out are
   *     not handed out again
   */
  long restartOpen(boolean sameServer) {
    long bytes = clearOpen();
    open.restart(sameServer);
    return bytes;
  }

  private long clearOpen() {
    events.subList(complete, events.size()).clear();
    return open.takeBytes();
  }

  /** Returns whether complete transactions are waiting. */
  boolean hasComplete() {
    return complete > 0;
  }

  /**
   * Returns whether a larger batch would not help, or the waiting changes must form a batch alone.
   */
  boolean isFull() {
    return complete >= ENOUGH_EVENTS || completeBytes >= maxBytes || (isRepeated && complete > 0);
  }

  /** Returns whether the open transaction alone is as large as a batch may be. */
  boolean isOversized() {
    return openSize() >= MAX_EVENTS || open.bytes() >= maxBytes;
  }

  /**
   * Takes the complete transactions; null when there are none. Between parts of a transaction these
   * can only be changes that stand alone, after which the transaction continues.
   */
  @Nullable BatchInFlight takeComplete() {
    if (complete == 0) {
      return null;
    }
    var batch =
        new BatchInFlight(
            EventBatch.of(events.subList(0, complete), position(), !open.isSplit()),
            completeBytes,
            Objects.requireNonNull(completeStart),
            ends.subList(0, ends.size() - 1));
    keepFrom(complete);
    ends = new ArrayList<>(ends.size());
    complete = 0;
    completeBytes = 0;
    boolean again = isRepeated;
    isRepeated = false;
    return again ? batch.redelivered() : batch;
  }

  /** Drops the first {@code count} events; the same number is expected again. */
  private void keepFrom(int count) {
    List<ChangeEvent> rest = new ArrayList<>(events.size());
    rest.addAll(events.subList(count, events.size()));
    events = rest;
  }

  /**
   * Takes the changes of the open transaction except the last one, so that its last part is never
   * empty; null when there are too few. Complete transactions must have been taken before.
   */
  @Nullable BatchInFlight takePart() {
    int count = events.size() - 1;
    if (count < 1) {
      return null;
    }
    var batch =
        new BatchInFlight(
            EventBatch.of(events.subList(0, count), position(), false),
            open.takeBytes(),
            position(),
            List.of());
    open.handedOut(events.get(count - 1));
    keepFrom(count);
    return open.isRepeated() ? batch.redelivered() : batch;
  }
}
