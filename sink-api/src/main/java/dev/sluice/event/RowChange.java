package dev.sluice.event;

/** A change of one row. Immutable. */
public sealed interface RowChange extends ChangeEvent permits RowInsert, RowUpdate, RowDelete {

  /**
   * The ordinal of this row within its binlog event, from 0.
   *
   * @see #id()
   */
  int rowOrdinal();

  /** The image that identifies the row: the after image, or the before image of a delete. */
  Row row();

  /** The table as it was defined when the row was changed. */
  default Table table() {
    return row().table();
  }

  /**
   * A stable identifier of this change, {@code transactionId:eventOrdinal:rowOrdinal}: the same
   * whenever the same server sends the same transaction again.
   */
  default String id() {
    return origin().transactionId() + ':' + origin().eventOrdinal() + ':' + rowOrdinal();
  }
}
