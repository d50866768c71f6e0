package dev.towpath.event;

/**
 * The insertion of a row.
 *
 * @param origin the time and place
 * @param rowOrdinal the ordinal of the row within its binlog event, from 0
 * @param after the inserted row
 */
public record RowInsert(Origin origin, int rowOrdinal, Row after) implements RowChange {

  @Override
  public Row row() {
    return after;
  }

  @Override
  public EventKind kind() {
    return EventKind.INSERT;
  }
}
