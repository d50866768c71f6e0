package dev.towpath;

import dev.towpath.event.ChangeEvent;
import java.util.List;

/**
 * Changes handed out by a {@link PullSink}, to be acknowledged by their id. Immutable.
 *
 * @param id the number to acknowledge: 1 for the first batch of the sink's life, growing
 * @param epoch the fencing token of the term in which it was handed out
 * @param events the changes in commit order, at least one
 * @param endsTransaction whether the last event ends its transaction
 * @param isRedelivered whether some of the events may have been handed out before: after a rollback
 *     or a failure
 */
public record PulledBatch(
    long id, long epoch, List<ChangeEvent> events, boolean endsTransaction, boolean isRedelivered) {

  /** Copies the events. */
  public PulledBatch {
    events = List.copyOf(events);
  }

  @Override
  public String toString() {
    return "batch " + id + " of " + events.size() + " events";
  }
}
