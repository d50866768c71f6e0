package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one binlog event that go into one message. They are the rows of one partition, in
 * order, or fewer when together they would exceed the maximum message size. Immutable.
 */
public final class RowsMessage {
  private final RowsOfEvent event;
  private final int[] indexes;
  private final MessageStamp stamp;

  private RowsMessage(RowsOfEvent event, int[] indexes, MessageStamp stamp) {
    this.event = event;
    this.indexes = indexes;
    this.stamp = stamp;
  }

  /**
   * Returns a message of all rows of a binlog event.
   *
   * @param rows the rows, in order; they have the same origin, kind and table
   * @throws IllegalArgumentException if there is no row, or if kinds or tables differ
   */
  public static RowsMessage of(List<RowChange> rows, MessageStamp stamp) {
    List<RowChange> event = List.copyOf(rows);
    if (event.isEmpty()) {
      throw new IllegalArgumentException("a message of rows needs at least one row");
    }
    RowChange first = event.get(0);
    int[] indexes = new int[event.size()];
    for (int i = 0; i < indexes.length; i++) {
      RowChange row = event.get(i);
      if (row.kind() != first.kind() || !row.table().equals(first.table())) {
        throw new IllegalArgumentException(
            "rows of one event have one kind and one table: row %d is %s of %s, row 0 is %s of %s"
                .formatted(
                    i,
                    row.kind(),
                    row.table().qualifiedName(),
                    first.kind(),
                    first.table().qualifiedName()));
      }
      indexes[i] = i;
    }
    return new RowsMessage(new RowsOfEvent(event), indexes, stamp);
  }

  /**
   * Returns a message of some rows of this message. It still knows the other rows of the event,
   * which canal's format needs.
   *
   * @param chosen the indexes of the rows in this message, at least one, ascending
   */
  public RowsMessage only(int... chosen) {
    if (chosen.length == 0) {
      throw new IllegalArgumentException("a message of rows needs at least one row");
    }
    return new RowsMessage(event, Arrays.stream(chosen).map(i -> indexes[i]).toArray(), stamp);
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
  List<RowChange> eventRows() {
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
  boolean changedUpTo(int index, int column) {
    return event.changedUpTo(indexes[index], column);
  }
}
