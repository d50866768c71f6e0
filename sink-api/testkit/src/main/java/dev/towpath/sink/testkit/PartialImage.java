package dev.towpath.sink.testkit;

import dev.towpath.event.Row;
import dev.towpath.event.RowImage;
import dev.towpath.event.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row image of given values, some of them absent. */
final class PartialImage implements RowImage {
  private final boolean[] present;
  private final Row row;

  /** Creates an image of {@code values} by column name; other columns are absent. */
  PartialImage(Table table, Map<String, @Nullable Object> values) {
    int columns = table.columns().size();
    this.present = new boolean[columns];
    @Nullable Object[] all = new @Nullable Object[columns];
    values.forEach(
        (name, value) -> {
          int index = table.indexOf(name);
          present[index] = true;
          all[index] = value;
        });
    this.row = Row.of(table, all);
  }

  @Override
  public boolean isPresent(int column) {
    return present[column];
  }

  @Override
  public boolean isNull(int column) {
    return present[column] && row.isNull(column);
  }

  @Override
  public @Nullable Object value(int column) {
    return row.get(column);
  }

  @Override
  public long longValue(int column) {
    return row.getLong(column);
  }
}
