package dev.towpath.internal.change;

import dev.towpath.event.Column;
import dev.towpath.event.Row;
import dev.towpath.event.RowImage;
import dev.towpath.event.Table;
import dev.towpath.event.ValueVisitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row image with hidden or masked columns. Immutable. */
final class ProjectedImage implements RowImage {
  private final ColumnProjection projection;
  private final Row row;
  private final @Nullable Object[] masked;

  /**
   * Creates an image.
   *
   * @param row as the binlog has it
   * @param masked the values of masked columns that are not NULL, at their projected indexes
   */
  ProjectedImage(ColumnProjection projection, Row row, @Nullable Object[] masked) {
    this.projection = projection;
    this.row = row;
    this.masked = masked;
  }

  @Override
  public boolean isPresent(int column) {
    return row.isPresent(projection.source(column));
  }

  @Override
  public boolean isNull(int column) {
    return projection.isMasked(column)
        ? isPresent(column) && masked[column] == null
        : row.isNull(projection.source(column));
  }

  @Override
  public @Nullable Object value(int column) {
    return projection.isMasked(column) ? masked[column] : row.get(projection.source(column));
  }

  @Override
  public boolean visit(int column, ValueVisitor visitor) {
    return projection.isMasked(column)
        ? RowImage.super.visit(column, visitor)
        : row.visit(projection.source(column), visitor);
  }

  @Override
  public long longValue(int column) {
    if (!projection.isMasked(column)) {
      return row.getLong(projection.source(column));
    }
    Table table = projection.table();
    List<Column> alone = List.of(table.column(column));
    return Row.of(Table.of(table.database(), table.name(), alone, List.of()), masked[column])
        .getLong(0);
  }
}
