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

  /**
   * False when a transaction goes on after this batch: it is larger than the batch limit, or was
   * cut to find the change in it that the sink refuses.
   */
  public boolean endsTransaction() {
    return endsTransaction;
  }

  /** How often this batch was delivered before: 0, then 1, 2, … after failures. */
  public int attempt() {
    return attempt;
  }

  /**
   * Some consecutive events of this batch, delivered as often before.
   *
   * @param from the first event
   * @param to after the last event, greater than {@code from}
   * @param position where to resume once the part and all before it are durable
   * @param endsTransaction whether the last event of the part ends its transaction
   * @throws IllegalArgumentException if there are no such events
   */
  public EventBatch part(int from, int to, BinlogPosition position, boolean endsTransaction) {
    if (from < 0 || from >= to || to > events.size()) {
      throw new IllegalArgumentException(
          "a batch of %d events has no events %d to %d".formatted(events.size(), from, to));
    }
    return new EventBatch(
        List.copyOf(events.subList(from, to)), position, endsTransaction, attempt);
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
