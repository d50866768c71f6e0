package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.sink.EventBatch;
import java.util.ArrayList;
import java.util.List;
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
  private BinlogPosition position;
  // First those of complete transactions, then those of the open one.
  private List<ChangeEvent> events = new ArrayList<>();
  private int complete;
  private List<Pending.End> ends = new ArrayList<>();
  private BinlogPosition completeStart;
  private long completeBytes;
  private long openBytes;
  private boolean split;

  BatchBuilder(BinlogPosition start, long maxBytes) {
    this.position = start;
    this.completeStart = start;
    this.maxBytes = maxBytes;
  }

  /** Where the last complete transaction ended, captured or not. */
  BinlogPosition position() {
    return position;
  }

  /** Adds a change of the open transaction. */
  void add(ChangeEvent event) {
    events.add(event);
  }

  /** The oldest change that was not taken; null when there is none. */
  @Nullable ChangeEvent oldest() {
    return events.isEmpty() ? null : events.get(0);
  }

  /** How many changes the open transaction has. */
  int openSize() {
    return events.size() - complete;
  }

  /** Forgets the changes of the open transaction after its first {@code size}. */
  void truncateOpen(int size) {
    events.subList(complete + size, events.size()).clear();
  }

  /** Adds memory that changes of the open transaction refer to. */
  void hold(long bytes) {
    openBytes += bytes;
  }

  /** Whether part of the open transaction was taken already. */
  boolean isSplit() {
    return split;
  }

  /** The open transaction is complete. */
  void endTransaction(BinlogPosition end) {
    if (complete == 0) {
      completeStart = position;
    }
    if (events.size() > complete) {
      complete = events.size();
      ends.add(new Pending.End(complete, end));
    }
    completeBytes += openBytes;
    openBytes = 0;
    position = end;
    split = false;
  }

  /** Forgets the open transaction; returns the memory it held. */
  long abandonOpen() {
    long bytes = openBytes;
    truncateOpen(0);
    openBytes = 0;
    split = false;
    return bytes;
  }

  /** Whether complete transactions are waiting. */
  boolean hasComplete() {
    return complete > 0;
  }

  /** Whether enough is waiting that more would not help. */
  boolean isFull() {
    return complete >= ENOUGH_EVENTS || completeBytes >= maxBytes;
  }

  /** Whether the open transaction alone is as large as a batch may be. */
  boolean isOversized() {
    return openSize() >= MAX_EVENTS || openBytes >= maxBytes;
  }

  /** Takes the complete transactions; null when there are none. */
  @Nullable Pending takeComplete() {
    if (complete == 0) {
      return null;
    }
    var batch =
        new Pending(
            EventBatch.of(events.subList(0, complete), position, true),
            completeBytes,
            completeStart,
            ends.subList(0, ends.size() - 1));
    keepFrom(complete);
    ends = new ArrayList<>(ends.size());
    complete = 0;
    completeBytes = 0;
    return batch;
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
  @Nullable Pending takePart() {
    int count = events.size() - 1;
    if (count < 1) {
      return null;
    }
    var batch =
        new Pending(
            EventBatch.of(events.subList(0, count), position, false),
            openBytes,
            position,
            List.of());
    keepFrom(count);
    openBytes = 0;
    split = true;
    return batch;
  }
}
