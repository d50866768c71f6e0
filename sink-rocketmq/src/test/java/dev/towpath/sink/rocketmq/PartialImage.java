package dev.towpath.sink.rocketmq;

import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowImage;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import org.jspecify.annotations.Nullable;

/** A row image with one column only, as logged with {@code binlog_row_image=MINIMAL}. */
public record PartialImage(int only, Object value) implements RowImage {

  /** Returns an update of {@code shop.items}: the key before, the name after. */
  public static RowUpdate updateOfName(Origin origin, int ordinal, int id, String name) {
    Table table = Changes.items();
    return new RowUpdate(
        origin,
        ordinal,
        Row.of(table, new PartialImage(0, id)),
        Row.of(table, new PartialImage(1, name)));
  }

  @Override
  public boolean isPresent(int column) {
    return column == only;
  }

  @Override
  public boolean isNull(int column) {
    return false;
  }

  @Override
  public @Nullable Object value(int column) {
    return column == only ? value : null;
  }

  @Override
  public long longValue(int column) {
    return ((Number) value).longValue();
  }
}
