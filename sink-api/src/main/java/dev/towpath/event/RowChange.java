package dev.towpath.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of one row. Immutable. */
public sealed interface RowChange extends ChangeEvent permits RowInsert, RowUpdate, RowDelete {

  /**
   * Returns the ordinal of this row within its binlog event, from 0.
   *
   * @see #id()
   */
  int rowOrdinal();

  /**
   * Returns the image that identifies the row: the after image, or the before image of a delete.
   */
  Row row();

  /** Returns the table as it was defined when the row was changed. */
  default Table table() {
    return row().table();
  }

  /**
   * Returns the values of the primary key in key order, in the Java types of {@link Row#get(int)}.
   * The list is empty when the table has no primary key or it is unknown. For an update it is the
   * new key, also with {@code binlog_row_image=MINIMAL}; the old one is {@code before().key()}. A
   * value is null only where a column filter removed it.
   *
   * <p>Keys of {@code byte[]} are not equal to each other: compare them as text, with {@link
   * Row#getString(int)}.
   */
  default List<@Nullable Object> key() {
    return row().key();
  }

  /**
   * Returns a stable identifier of this change, {@code transactionId:eventOrdinal:rowOrdinal}. It
   * is the same whenever the same server sends the same transaction again.
   */
  default String id() {
    return origin().transactionId() + ':' + origin().eventOrdinal() + ':' + rowOrdinal();
  }
}
