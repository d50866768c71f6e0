package dev.sluice.filter;

import dev.sluice.event.Column;
import dev.sluice.event.ColumnType;
import dev.sluice.event.Origin;
import dev.sluice.event.Row;
import dev.sluice.event.RowDelete;
import dev.sluice.event.RowInsert;
import dev.sluice.event.RowUpdate;
import dev.sluice.event.Table;
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

  static RowDelete delete(Table table, @Nullable Object... values) {
    return new RowDelete(ORIGIN, 0, Row.of(table, values));
  }

  static RowUpdate update(Row before, Row after) {
    return new RowUpdate(ORIGIN, 0, before, after);
  }
}
