package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowImage;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import java.util.BitSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Factory methods for rows without some columns, as if the binlog did not have them. */
final class ReducedRow {

  private ReducedRow() {}

  /** Returns the change without the columns of its table that {@code hidden} accepts. */
  static RowChange without(RowChange change, IntPredicate hidden) {
    if (change instanceof RowUpdate update) {
      return new RowUpdate(
          update.origin(),
          update.rowOrdinal(),
          without(update.before(), hidden),
          without(update.after(), hidden));
    }
    Row row = without(change.row(), hidden);
    return change instanceof RowInsert
        ? new RowInsert(change.origin(), change.rowOrdinal(), row)
        : new RowDelete(change.origin(), change.rowOrdinal(), row);
  }

  /** Returns the change with its key and its changed columns only; an insert unchanged. */
  static RowChange changedOnly(RowChange change) {
    if (change instanceof RowInsert) {
      return change;
    }
    Table table = change.table();
    IntPredicate kept =
        change instanceof RowUpdate update
            ? column -> table.primaryKey().contains(column) || update.changed(column)
            : table.primaryKey()::contains;
    return table.primaryKey().isEmpty() ? change : without(change, kept.negate());
  }

  private static Row without(Row row, IntPredicate hidden) {
    var columns = new BitSet();
    for (int column = 0; column < row.table().columns().size(); column++) {
      columns.set(column, hidden.test(column));
    }
    return Row.of(row.table(), new Image(row, columns));
  }

  private record Image(Row row, BitSet hidden) implements RowImage {

    @Override
    public boolean isPresent(int column) {
      return !hidden.get(column) && row.isPresent(column);
    }

    @Override
    public boolean isNull(int column) {
      return !hidden.get(column) && row.isNull(column);
    }

    @Override
    public @Nullable Object value(int column) {
      return hidden.get(column) ? null : row.get(column);
    }

    @Override
    public long longValue(int column) {
      return row.getLong(column);
    }
  }
}
