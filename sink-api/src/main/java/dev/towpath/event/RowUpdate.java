package dev.towpath.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The update of a row.
 *
 * @param origin the time and place
 * @param rowOrdinal the ordinal of the row within its binlog event, from 0
 * @param before the row before the update; with {@code binlog_row_image=MINIMAL} only its key is
 *     present
 * @param after the row after the update; with {@code MINIMAL} only the columns that the statement
 *     set
 */
public record RowUpdate(Origin origin, int rowOrdinal, Row before, Row after) implements RowChange {

  @Override
  public Row row() {
    return after;
  }

  @Override
  public EventKind kind() {
    return EventKind.UPDATE;
  }

  @Override
  public List<@Nullable Object> key() {
    List<@Nullable Object> key = new ArrayList<>(table().primaryKey().size());
    for (int column : table().primaryKey()) {
      key.add(after.isPresent(column) ? after.get(column) : before.get(column));
    }
    return Collections.unmodifiableList(key);
  }

  /**
   * Returns whether the column at {@code column} is known to have a new value. It is when the after
   * image has it and the before image lacks it or has another value.
   *
   * @throws IndexOutOfBoundsException if the table has no such column
   */
  public boolean changed(int column) {
    if (!after.isPresent(column)) {
      return false;
    }
    return !before.isPresent(column) || !after.hasSameValue(column, before);
  }

  /**
   * Returns the same as {@link #changed(int)}, by column name.
   *
   * @throws IllegalArgumentException if the table has no such column
   */
  public boolean changed(String column) {
    return changed(table().indexOf(column));
  }
}
