package dev.sluice.event;

/**
 * A row was inserted.
 *
 * @param origin when and where
 * @param rowOrdinal ordinal of the row within its binlog event, from 0
 * @param after the row as inserted
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
