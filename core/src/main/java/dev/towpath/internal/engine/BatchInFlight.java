package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.sink.EventBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch in flight, and the places where it may be cut. Immutable.
 *
 * @param batch the batch
 * @param bytes the memory it holds
 * @param start where to resume to read it again
 * @param ends where the transactions within it end, all but the last
 */
record BatchInFlight(EventBatch batch, long bytes, BinlogPosition start, List<End> ends) {

  /** Copies the list. */
  BatchInFlight {
    ends = List.copyOf(ends);
  }

  /**
   * The end of a transaction.
   *
   * @param events how many events of the batch are before it
   * @param position the position there
   */
  record End(int events, BinlogPosition position) {}

  /** Returns the number of events. */
  int size() {
    return batch.events().size();
  }

  /** Returns it for its next delivery. */
  BatchInFlight redelivered() {
    EventBatch again =
        EventBatch.of(
            batch.events(), batch.position(), batch.endsTransaction(), batch.attempt() + 1);
    return new BatchInFlight(again, bytes, start, ends);
  }

  /**
   * Cuts a batch of at least two events in two: at the end of the transaction closest to the middle
   * or, if there is only one transaction, in its middle.
   */
  List<BatchInFlight> halves() {
    End cut = null;
    for (End end : ends) {
      if (cut == null || fromMiddle(end) < fromMiddle(cut)) {
        cut = end;
      }
    }
    boolean between = cut != null;
    End at = cut == null ? new End(size() / 2, start) : cut;
    return List.of(
        piece(0, at.events(), start, at.position(), between),
        piece(at.events(), size(), at.position(), batch.position(), batch.endsTransaction()));
  }

  private int fromMiddle(End end) {
    return Math.abs(2 * end.events() - size());
  }

  private BatchInFlight piece(
      int from, int to, BinlogPosition before, BinlogPosition after, boolean endsTransaction) {
    List<End> inside = new ArrayList<>();
    for (End end : ends) {
      if (end.events() > from && end.events() < to) {
        inside.add(new End(end.events() - from, end.position()));
      }
    }
    EventBatch part =
        EventBatch.of(batch.events().subList(from, to), after, endsTransaction, batch.attempt());
    return new BatchInFlight(part, bytes * (to - from) / size(), before, inside);
  }
}
