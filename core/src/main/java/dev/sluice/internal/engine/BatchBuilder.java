package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.internal.binlog.Group;
import dev.sluice.sink.EventBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes into batches that end with a transaction, unless one alone is too large. Used by
 * one thread.
 */
final class BatchBuilder {
  /** A transaction beyond it is split. */
  private static final int MAX_EVENTS = 10_000;

  /**
   * Enough of complete transactions for any sink to work efficiently, and little enough that they
   * are still in the processor's caches when it does.
   */
  private static final int ENOUGH_EVENTS = 1_000;

  private final long maxBytes;
  private final OpenTransaction open;
  private @Nullable BinlogPosition position;
  // First those of complete transactions, then those of the open one.
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

  /** The first stream begins, at the end of a transaction. */
  void startAt(BinlogPosition start) {
    position = start;
  }

  /** Whether it is known where the first stream begins. */
  boolean isStarted() {
    return position != null;
  }

  /** The end of the last complete transaction, captured or not. */
  BinlogPosition position() {
    BinlogPosition current = position;
    if (current == null) {
      throw new IllegalStateException("events before the stream was connected");
    }
    return current;
  }

  /**
   * An event of {@code group} follows; null stands for one between transactions.
   *
   * @throws IllegalStateException if it belongs to another transaction than the open one
   */
  void enter(@Nullable Group group) {
    if (group != null) {
      open.enter(group);
    }
  }

  /** Whether events of a transaction were taken whose end has not come. */
  boolean isOpen() {
    return open.isOpen();
  }

  /** Adds a change of the open transaction, or one by itself; false if it was handed out before. */
  boolean add(ChangeEvent event) {
    boolean isNew = !open.isOpen() || open.isNew(event);
    if (isNew) {
      events.add(event);
    }
    return isNew;
  }

  /** The oldest change that was not taken; null when there is none. */
  @Nullable ChangeEvent oldest() {
    return events.isEmpty() ? null : events.get(0);
  }

  /** The number of changes that were taken of the open transaction and not handed out. */
  int openSize() {
    return events.size() - complete;
  }

  /** Goes back to an earlier place in the open transaction. */
  void backTo(int openSize) {
    events.subList(complete + openSize, events.size()).clear();
  }

  /** Adds memory that changes of the open transaction refer to. */
  void hold(long bytes) {
    open.hold(bytes);
  }

  /** Whether any of the open transaction was handed out, be it by another server. */
  boolean wasHandedOut() {
    return open.wasHandedOut();
  }

  /** Whether part of the open transaction was handed out to the present sink. */
  boolean isSplit() {
    return open.isSplit();
  }

  /**
   * Passes a place between transactions.
   *
   * @throws IllegalStateException if one is open
   */
  void pass(BinlogPosition place) {
    if (open.isOpen()) {
      throw new IllegalStateException(place + " follows while a transaction is incomplete");
    }
    complete(place);
  }

  /** Completes a change that stands between transactions and moves no position. */
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

  /** Forgets the open transaction, which does not happen; returns the memory it held. */
  long abandonOpen() {
    long bytes = clearOpen();
    open.forget();
    return bytes;
  }

  /** Forgets the open transaction and all that was handed out of it: nothing of it comes again. */
  long loseOpen() {
    long bytes = clearOpen();
    open.forgetAll();
    return bytes;
  }

  /**
   * Forgets the changes of the open transaction that were not handed out, because all of it will be
   * sent again; returns the memory they held.
   *
   * @param sameServer whether it comes from the same server: what was handed out of it then is not
   *     handed out again
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

  /** Whether complete transactions are waiting. */
  boolean hasComplete() {
    return complete > 0;
  }

  /** Whether enough is waiting that more would not help, or what waits has to go alone. */
  boolean isFull() {
    return complete >= ENOUGH_EVENTS || completeBytes >= maxBytes || (isRepeated && complete > 0);
  }

  /** Whether the open transaction alone is as large as a batch may be. */
  boolean isOversized() {
    return openSize() >= MAX_EVENTS || open.bytes() >= maxBytes;
  }

  /**
   * Takes the complete transactions; null when there are none. Between parts of a transaction these
   * can only be changes that stand alone, after which the transaction goes on.
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

  /** Forgets the first {@code count} events; as many are expected again. */
  private void keepFrom(int count) {
    List<ChangeEvent> rest = new ArrayList<>(events.size());
    rest.addAll(events.subList(count, events.size()));
    events = rest;
  }

  /**
   * Takes what there is of the open transaction but its last change, so that its last part is never
   * empty; null when there is too little. Those that are complete were taken before.
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
