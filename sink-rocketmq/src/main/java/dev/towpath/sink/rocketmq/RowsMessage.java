package dev.towpath.sink.rocketmq;

import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import java.util.List;

/**
 * The rows of one binlog event that go into one message. They are the rows of one partition, in
 * order, or fewer when together they would exceed the maximum message size. Immutable.
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

  /** Returns the number of rows, at least 1. */
  public int size() {
    return indexes.length;
  }

  /** Returns the row at {@code index} of this message. */
  public RowChange row(int index) {
    return event.rows().get(indexes[index]);
  }

  /**
   * Returns all rows of the binlog event that are in the batch, including rows of other messages.
   */
  public List<RowChange> eventRows() {
    return event.rows();
  }

  /** Returns the table of all rows. */
  public Table table() {
    return row(0).table();
  }

  /** Returns the kind of all rows: an insert, update or delete. */
  public EventKind kind() {
    return row(0).kind();
  }

  /** Returns the origin of all rows. */
  public Origin origin() {
    return row(0).origin();
  }

  /** Returns the facts that this message shares with the others of its batch. */
  public MessageStamp stamp() {
    return stamp;
  }

  /**
   * Returns whether any row of the event up to the one at {@code index} gave the column a new
   * value.
   */
  public boolean changedUpTo(int index, int column) {
    return event.changedUpTo(indexes[index], column);
  }

  /** Returns a message of the rows from {@code from}, inclusive, to {@code to}, exclusive. */
  RowsMessage part(int from, int to) {
    return new RowsMessage(event, java.util.Arrays.copyOfRange(indexes, from, to), stamp);
  }
}
