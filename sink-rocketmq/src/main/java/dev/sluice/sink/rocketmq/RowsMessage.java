package dev.sluice.sink.rocketmq;

import dev.sluice.event.EventKind;
import dev.sluice.event.Origin;
import dev.sluice.event.RowChange;
import dev.sluice.event.Table;
import java.util.List;

/**
 * The rows of one binlog event that go into one message: those of one partition, in order, or fewer
 * when together they would exceed the maximum message size. Immutable.
 */
public final class RowsMessage {
  private final RowsEvent event;
  private final int[] indexes;
  private final MessageStamp stamp;

  RowsMessage(RowsEvent event, int[] indexes, MessageStamp stamp) {
    this.event = event;
    this.indexes = indexes;
    this.stamp = stamp;
  }

  /** The number of rows, at least 1. */
  public int size() {
    return indexes.length;
  }

  /** The row at {@code index} of this message. */
  public RowChange row(int index) {
    return event.rows().get(indexes[index]);
  }

  /** All rows of the binlog event that are in the batch, whatever message they go into. */
  public List<RowChange> eventRows() {
    return event.rows();
  }

  /** The table of all rows. */
  public Table table() {
    return row(0).table();
  }

  /** The kind of all rows: an insert, update or delete. */
  public EventKind kind() {
    return row(0).kind();
  }

  /** The origin of all rows. */
  public Origin origin() {
    return row(0).origin();
  }

  /** What this message has in common with the others of its batch. */
  public MessageStamp stamp() {
    return stamp;
  }

  /** Whether any row of the event up to the one at {@code index} gave the column a new value. */
  public boolean changedUpTo(int index, int column) {
    return event.changedUpTo(indexes[index], column);
  }

  /** The rows from {@code from} to before {@code to}, as a message of their own. */
  RowsMessage part(int from, int to) {
    return new RowsMessage(event, java.util.Arrays.copyOfRange(indexes, from, to), stamp);
  }
}
