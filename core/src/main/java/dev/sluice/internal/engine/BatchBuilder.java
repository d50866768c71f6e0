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
  /** Enough for any sink to work efficiently; a transaction beyond it is split. */
  private static final int MAX_EVENTS = 10_000;

  private final long maxBytes;
  private BinlogPosition position;
  private List<ChangeEvent> complete = new ArrayList<>();
  private List<Pending.End> ends = new ArrayList<>();
  private BinlogPosition completeStart;
  private long completeBytes;
  private List<ChangeEvent> open = new ArrayList<>();
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
    open.add(event);
  }

  /** The oldest change that was not taken; null when there is none. */
  @Nullable ChangeEvent oldest() {
    return !complete.isEmpty() ? complete.get(0) : open.isEmpty() ? null : open.get(0);
  }

  /** How many changes the open transaction has. */
  int openSize() {
    return open.size();
  }

  /** Forgets the changes of the open transaction after its first {@code size}. */
  void truncateOpen(int size) {
    open.subList(size, open.size()).clear();
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
    boolean isEmpty = open.isEmpty();
    if (complete.isEmpty()) {
      completeStart = position;
      List<ChangeEvent> empty = complete;
      complete = open;
      open = empty;
    } else {
      complete.addAll(open);
      open.clear();
    }
    if (!isEmpty) {
      ends.add(new Pending.End(complete.size(), end));
    }
    completeBytes += openBytes;
    openBytes = 0;
    position = end;
    split = false;
  }

  /** Forgets the open transaction; returns the memory it held. */
  long abandonOpen() {
    long bytes = openBytes;
    open.clear();
    openBytes = 0;
    split = false;
    return bytes;
  }

  /** Whether complete transactions are waiting. */
  boolean hasComplete() {
    return !complete.isEmpty();
  }

  /** Whether enough is waiting that more would not help. */
  boolean isFull() {
    return complete.size() >= MAX_EVENTS || completeBytes >= maxBytes;
  }

  /** Whether the open transaction alone is as large as a batch may be. */
  boolean isOversized() {
    return open.size() >= MAX_EVENTS || openBytes >= maxBytes;
  }

  /** Takes the complete transactions; null when there are none. */
  @Nullable Pending takeComplete() {
    if (complete.isEmpty()) {
      return null;
    }
    var batch =
        new Pending(
            EventBatch.of(complete, position, true),
            completeBytes,
            completeStart,
            ends.subList(0, ends.size() - 1));
    complete = new ArrayList<>();
    ends = new ArrayList<>();
    completeBytes = 0;
    return batch;
  }

  /**
   * Takes what there is of the open transaction but its last change, so that its last part is never
   * empty; null when there is too little.
   */
  @Nullable Pending takePart() {
    int count = open.size() - 1;
    if (count < 1) {
      return null;
    }
    var batch =
        new Pending(
            EventBatch.of(open.subList(0, count), position, false), openBytes, position, List.of());
    open = new ArrayList<>(open.subList(count, count + 1));
    openBytes = 0;
    split = true;
    return batch;
  }
}
