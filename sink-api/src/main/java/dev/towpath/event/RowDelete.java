package dev.towpath.event;

/**
 * The deletion of a row.
 *
 * @param origin the time and place
 * @param rowOrdinal the ordinal of the row within its binlog event, from 0
 * @param before the row before its deletion
 */
public record RowDelete(Origin origin, int rowOrdinal, Row before) implements RowChange {

  @Override
  public Row row() {
    return before;
  }

  @Override
  public EventKind kind() {
    return EventKind.DELETE;
  }
}
