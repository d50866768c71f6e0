package dev.sluice.event;

/**
 * A row was deleted.
 *
 * @param origin when and where
 * @param rowOrdinal ordinal of the row within its binlog event, from 0
 * @param before the row as it was
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
