package dev.towpath;

import dev.towpath.event.ChangeEvent;
import dev.towpath.sink.EventBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * A queue of the events written to a pull sink since it last was empty: acknowledged, handed out,
 * and waiting, in this order. Guarded by the lock of its {@link PullSink}.
 */
final class PullBuffer {
  private final List<ChangeEvent> events = new ArrayList<>();
  // The last events of transactions that ended a batch of the pipeline.
  private final BitSet ends = new BitSet();
  // The events at which a batch of the pipeline ended.
  private final BitSet cuts = new BitSet();
  private final Deque<Out> out = new ArrayDeque<>();
  private int acknowledged;
  private int next;
  private int handedOut;

  private record Out(long id, int to) {}

  void add(EventBatch batch) {
    int from = events.size();
    events.addAll(batch.events());
    int last = events.size() - 1;
    cuts.set(last);
    ends.set(last, batch.endsTransaction());
    if (batch.attempt() > 0 && handedOut == from) {
      handedOut = events.size();
    }
  }

  /** Returns how many events can be handed out. */
  int available() {
    return events.size() - next;
  }

  /** Hands out at most {@code max} of the available events; there must be at least one. */
  PulledBatch take(long id, long epoch, int max) {
    int from = next;
    int to = from + Math.min(max, available());
    boolean redelivered = from < handedOut;
    next = to;
    handedOut = Math.max(handedOut, to);
    out.addLast(new Out(id, to));
    return new PulledBatch(
        id, epoch, events.subList(from, to), endsTransaction(to - 1), redelivered);
  }

  private boolean endsTransaction(int index) {
    if (cuts.get(index)) {
      return ends.get(index);
    }
    String transaction = events.get(index).origin().transactionId();
    return !transaction.equals(events.get(index + 1).origin().transactionId());
  }

  /** Acknowledges the oldest batch that is out. */
  void acknowledge(long id) {
    Out oldest = out.peekFirst();
    if (oldest == null || out.stream().noneMatch(batch -> batch.id() == id)) {
      throw new StaleBatchException(
          "batch %d is not out any more, nothing was acknowledged: it was acknowledged or rolled"
                  .formatted(id)
              + " back, or the pipeline lost its leadership or replaced its sink");
    }
    if (oldest.id() != id) {
      throw new IllegalArgumentException(
          "batch %d is not the oldest that is out, nothing was acknowledged: acknowledge %d first"
              .formatted(id, oldest.id()));
    }
    out.removeFirst();
    acknowledged = oldest.to();
    if (isEmpty()) {
      clear();
    }
  }

  private void clear() {
    events.clear();
    ends.clear();
    cuts.clear();
    acknowledged = 0;
    next = 0;
    handedOut = 0;
  }

  /** Takes back everything that is out. */
  void rollback() {
    out.clear();
    next = acknowledged;
  }

  /** Returns whether everything was acknowledged. */
  boolean isEmpty() {
    return acknowledged == events.size();
  }

  /** Returns how many events are not acknowledged. */
  int size() {
    return events.size() - acknowledged;
  }
}
