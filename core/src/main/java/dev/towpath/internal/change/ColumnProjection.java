package dev.towpath.internal.change;

import dev.towpath.event.Column;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableColumns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of one table version that a column filter leaves. Immutable. */
final class ColumnProjection {
  private final Table table;
  private final int[] sources;
  private final ColumnFilter.@Nullable Mask[] masks;

  private ColumnProjection(Table table, int[] sources, ColumnFilter.@Nullable Mask[] masks) {
    this.table = table;
    this.sources = sources;
    this.masks = masks;
  }

  /** Returns the projection of {@code table}; null if the rules leave it as it is. */
  static @Nullable ColumnProjection of(TableColumns rules, Table table) {
    List<Column> columns = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    List<ColumnFilter.@Nullable Mask> masks = new ArrayList<>();
    boolean masked = false;
    for (int i = 0; i < table.columns().size(); i++) {
      String name = table.column(i).name();
      if (rules.includes(name)) {
        ColumnFilter.Mask mask = rules.maskOf(name);
        masked |= mask != null;
        columns.add(table.column(i));
        sources.add(i);
        masks.add(mask);
      }
    }
    if (!masked && columns.size() == table.columns().size()) {
      return null;
    }
    List<Integer> primaryKey =
        table.primaryKey().stream().map(sources::indexOf).filter(index -> index >= 0).toList();
    return new ColumnProjection(
        Table.of(table.database(), table.name(), columns, primaryKey),
        sources.stream().mapToInt(Integer::intValue).toArray(),
        masks.toArray(ColumnFilter.Mask[]::new));
  }

  /**
   * Returns the change as it is shown. Masks are applied now, not when a value is read: so an
   * exception of a mask is a failure of the pipeline and not of the sink.
   *
   * @throws CdcException if a mask throws, or returns a value that does not fit its column
   */
  RowChange apply(RowChange change) {
    if (change instanceof RowInsert insert) {
      return new RowInsert(insert.origin(), insert.rowOrdinal(), project(insert.after()));
    }
    if (change instanceof RowUpdate update) {
      return new RowUpdate(
          update.origin(), update.rowOrdinal(), project(update.before()), project(update.after()));
    }
    RowDelete delete = (RowDelete) change;
    return new RowDelete(delete.origin(), delete.rowOrdinal(), project(delete.before()));
  }

  private Row project(Row row) {
    @Nullable Object[] masked = new @Nullable Object[masks.length];
    for (int i = 0; i < masks.length; i++) {
      ColumnFilter.Mask mask = masks[i];
      Object value = mask == null ? null : row.get(sources[i]);
      if (mask != null && value != null) {
        masked[i] = masked(table.column(i), mask, value);
      }
    }
    return Row.of(table, new ProjectedImage(this, row, masked));
  }

  private @Nullable Object masked(Column column, ColumnFilter.Mask mask, Object value) {
    Object masked;
    try {
      masked = mask.apply(value);
    } catch (RuntimeException | Error e) {
      throw new CdcException(
          "the mask of %s.%s failed: %s".formatted(table.qualifiedName(), column.name(), e), e);
    }
    if (masked != null && !ColumnValues.isValue(column, masked)) {
      throw new CdcException(
          "the mask of %s.%s returned a %s; %s needs %s, or null"
              .formatted(
                  table.qualifiedName(),
                  column.name(),
                  masked.getClass().getSimpleName(),
                  column.typeText(),
                  ColumnValues.describe(column)));
    }
    return masked;
  }

  Table table() {
    return table;
  }

  /** Returns the index of a column in the table of the binlog. */
  int source(int column) {
    return sources[column];
  }

  boolean isMasked(int column) {
    return masks[column] != null;
  }
}
