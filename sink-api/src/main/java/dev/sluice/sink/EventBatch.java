package dev.sluice.sink;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import java.util.List;

/** Consecutive changes in commit order. Immutable; a sink may keep it. */
public final class EventBatch {
  private final List<ChangeEvent> events;
  private final BinlogPosition position;
  private final boolean endsTransaction;
  private final int attempt;

  private EventBatch(
      List<ChangeEvent> events, BinlogPosition position, boolean endsTransaction, int attempt) {
    this.events = events;
    this.position = position;
    this.endsTransaction = endsTransaction;
    this.attempt = attempt;
  }

  /**
   * A batch on its first delivery.
   *
   * @param events the changes, at least one; copied
   * @param position where to resume once this batch and all earlier ones are durable
   * @param endsTransaction whether the last event ends its transaction
   * @throws IllegalArgumentException if there are no events
   */
  public static EventBatch of(
      List<ChangeEvent> events, BinlogPosition position, boolean endsTransaction) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a batch holds at least one event");
    }
    return new EventBatch(List.copyOf(events), position, endsTransaction, 0);
  }

  /** The changes in commit order; never empty. */
  public List<ChangeEvent> events() {
    return events;
  }

  /**
   * Where to resume once this batch and all earlier ones are durable: the end of the last
   * transaction that is complete, or where the stream was started when none is.
   */
  public BinlogPosition position() {
    return position;
  }

  /** False when a transaction larger than the batch limit was split after this batch. */
  public boolean endsTransaction() {
    return endsTransaction;
  }

  /** How often this batch was delivered before: 0, then 1, 2, … after failures. */
  public int attempt() {
    return attempt;
  }

  /** This batch as delivered once more. */
  public EventBatch redelivered() {
    return new EventBatch(events, position, endsTransaction, attempt + 1);
  }

  @Override
  public String toString() {
    return events.size()
        + " events up to "
        + position
        + (attempt == 0 ? "" : ", attempt " + attempt);
  }
}
