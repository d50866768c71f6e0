package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.type.SelectedColumn;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A table whose rows are read by queries: the columns as the binlog would have them, and the
 * expressions that return their values. Immutable.
 *
 * @param layout the layout of its rows
 * @param columns the columns, all of them shown
 */
public record SelectedTable(TableLayout layout, List<MappedColumn> columns) {

  /** Copies the list. */
  public SelectedTable {
    columns = List.copyOf(columns);
  }

  /**
   * Creates the table of a definition.
   *
   * @param columns all columns that a query may name, in order
   * @param primaryKey indexes into {@code columns}, in key order
   * @param dialect the dialect of the server
   * @param layouts how rows of a table map are read: as those of the stream
   * @throws dev.towpath.internal.decode.DecodeException if a type or a character set is not known
   */
  public static SelectedTable of(
      String database,
      String name,
      List<ColumnDefinition> columns,
      List<Integer> primaryKey,
      BinlogDialect dialect,
      Function<? super TableMap, TableLayout> layouts) {
    List<MappedColumn> mapped = new ArrayList<>();
    for (ColumnDefinition column : columns) {
      mapped.add(
          SelectedColumn.of(
              column.name(),
              column.columnType(),
              column.charset(),
              !Boolean.FALSE.equals(column.nullable()),
              column.visible()));
    }
    var header = new TableMapHeader(0, database, name);
    var map = new TableMap(header, mapped, primaryKey, dialect);
    return new SelectedTable(layouts.apply(map).ofTextualJson(), mapped);
  }

  /** Returns the select list: a column each, and the number of an ENUM or SET. */
  public String selectList() {
    List<String> expressions = new ArrayList<>();
    for (MappedColumn column : columns) {
      String quoted = quoted(String.valueOf(column.name()));
      boolean isLabelled = column.type() == TypeCode.ENUM || column.type() == TypeCode.SET;
      expressions.add(
          isLabelled ? String.format(Locale.ROOT, "CAST(%s AS UNSIGNED)", quoted) : quoted);
    }
    return String.join(", ", expressions);
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
