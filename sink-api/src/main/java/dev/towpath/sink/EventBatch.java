package dev.towpath.sink;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import java.util.List;

/** A batch of consecutive changes in commit order. Immutable; a sink may keep it. */
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
   * Returns a batch for its first delivery.
   *
   * @param events the changes, at least one; copied
   * @param position the position from which to resume once this batch and all earlier ones are
   *     durable
   * @param endsTransaction whether the last event ends its transaction
   * @throws IllegalArgumentException if there are no events
   */
  public static EventBatch of(
      List<ChangeEvent> events, BinlogPosition position, boolean endsTransaction) {
    return of(events, position, endsTransaction, 0);
  }

  /**
   * Returns a batch that was delivered before.
   *
   * @param events the changes, at least one; copied
   * @param position the position from which to resume once this batch and all earlier ones are
   *     durable
   * @param endsTransaction whether the last event ends its transaction
   * @param attempt how often it was delivered before, not negative
   * @throws IllegalArgumentException if there are no events, or {@code attempt} is negative
   */
  public static EventBatch of(
      List<ChangeEvent> events, BinlogPosition position, boolean endsTransaction, int attempt) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a batch holds at least one event");
    }
    if (attempt < 0) {
      throw new IllegalArgumentException(
          "the number of earlier deliveries is negative: " + attempt);
    }
    return new EventBatch(List.copyOf(events), position, endsTransaction, attempt);
  }

  /** Returns the changes in commit order; never empty. */
  public List<ChangeEvent> events() {
    return events;
  }

  /**
   * Returns the position from which to resume once this batch and all earlier ones are durable. It
   * is the end of the last complete transaction, or the start of the stream when no transaction is
   * complete.
   */
  public BinlogPosition position() {
    return position;
  }

  /**
   * Returns whether the last event ends its transaction. False when the transaction continues after
   * this batch: it exceeds the batch limit, or was split to find a change that the sink refuses.
   */
  public boolean endsTransaction() {
    return endsTransaction;
  }

  /** Returns how often this batch was delivered before: 0 at first, then 1, 2, … after failures. */
  public int attempt() {
    return attempt;
  }

  @Override
  public String toString() {
    return events.size()
        + " events up to "
        + position.summary()
        + (attempt == 0 ? "" : ", attempt " + attempt);
  }
}
