package dev.sluice.examples.jdbc;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowChange;
import dev.sluice.sink.EventBatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the target is: the end of the last whole transaction, and the last change of one that was
 * too large for a batch and is committed in parts. A pipeline that resumes delivers such a
 * transaction from its start, because a position is never inside one. Immutable.
 *
 * @param end where to resume; null in a new target
 * @param part the {@link RowChange#id()} of the last change of an unfinished transaction, or empty
 */
record Progress(@Nullable BinlogPosition end, String part) {

  Optional<BinlogPosition> position() {
    return Optional.ofNullable(end);
  }

  /** Whether the target has {@code change} of {@code batch} already. */
  boolean covers(EventBatch batch, RowChange change) {
    return isBehind(batch) || isInPart(change);
  }

  /** A batch comes again although it was committed when the answer to the commit was lost. */
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

  /** The progress when all of {@code batch} is in the target. */
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
