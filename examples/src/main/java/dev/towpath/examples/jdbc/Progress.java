package dev.towpath.examples.jdbc;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.sink.EventBatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target's progress: the end of the last complete transaction, and the last change of an
 * unfinished one. A transaction that is too large for a batch is committed in parts. A resumed
 * pipeline delivers such a transaction from its start, because a position is never inside one.
 * Immutable.
 *
 * @param end the position to resume from; null in a new target
 * @param part the {@link RowChange#id()} of the last change of an unfinished transaction, or empty
 */
record Progress(@Nullable BinlogPosition end, String part) {

  Optional<BinlogPosition> position() {
    return Optional.ofNullable(end);
  }

  /** Returns whether the target already has {@code change} of {@code batch}. */
  boolean covers(EventBatch batch, RowChange change) {
    return isBehind(batch) || isInPart(change);
  }

  /**
   * Returns whether the target already has the batch: after a lost answer a committed batch is
   * delivered again.
   */
  private boolean isBehind(EventBatch batch) {
    return end != null && batch.endsTransaction() && batch.position().compare(end).orElse(1) <= 0;
  }

  private boolean isInPart(RowChange change) {
    String transaction = change.origin().transactionId() + ':';
    if (!part.startsWith(transaction)) {
      return false;
    }
    String[] ordinals = part.substring(transaction.length()).split(":", -1);
    int order = Integer.compare(change.origin().eventOrdinal(), Integer.parseInt(ordinals[0]));
    return order < 0 || (order == 0 && change.rowOrdinal() <= Integer.parseInt(ordinals[1]));
  }

  /** Returns the progress after all of {@code batch} is in the target. */
  Progress after(EventBatch batch) {
    if (isBehind(batch)) {
      return this;
    }
    return new Progress(batch.position(), batch.endsTransaction() ? "" : lastChange(batch));
  }

  private String lastChange(EventBatch batch) {
    String last = part;
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change && !isInPart(change)) {
        last = change.id();
      }
    }
    return last;
  }
}
