package dev.towpath.filter;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of tables whose first column is an INT and the key, and the others are VARCHARs. */
final class Changes {
  private static final Origin ORIGIN = Origin.builder().at("binlog.000001", 4).build();

  private Changes() {}

  static Table table(String database, String name, String... columns) {
    List<Column> all =
        Arrays.stream(columns)
            .map(
                column ->
                    Column.builder(
                            column, column.equals(columns[0]) ? ColumnType.INT : ColumnType.VARCHAR)
                        .build())
            .toList();
    return Table.of(database, name, all, List.of(0));
  }

  static RowInsert insert(Table table, @Nullable Object... values) {
    return new RowInsert(ORIGIN, 0, Row.of(table, values));
  }

  public static RowDelete delete(Table table, @Nullable Object... values) {
    return new RowDelete(ORIGIN, 0, Row.of(table, values));
  }

  public static RowUpdate update(Row before, Row after) {
    return new RowUpdate(ORIGIN, 0, before, after);
  }
}
