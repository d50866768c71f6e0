package dev.sluice.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row was updated.
 *
 * @param origin when and where
 * @param rowOrdinal ordinal of the row within its binlog event, from 0
 * @param before the row as it was; with {@code binlog_row_image=MINIMAL} only its key is present
 * @param after the row as it is now; with {@code MINIMAL} only the columns the statement set
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
   * Whether the column at {@code column} is known to have a new value: it is in the after image,
   * and the before image lacks it or holds another value.
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
   * Like {@link #changed(int)}, by column name.
   *
   * @throws IllegalArgumentException if the table has no such column
   */
  public boolean changed(String column) {
    return changed(table().indexOf(column));
  }
}
