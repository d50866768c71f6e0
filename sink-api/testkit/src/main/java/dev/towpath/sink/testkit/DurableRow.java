package dev.towpath.sink.testkit;

import dev.towpath.event.EventKind;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row change as read back from a target, in text. Immutable.
 *
 * @param kind insert, update or delete; ignored when the target keeps rows instead of changes
 * @param table the table with its database
 * @param key the texts of the primary key's columns, separated by commas; empty when the table has
 *     none
 * @param columns the text of each column as {@link Row#getString} returns it: null for NULL, left
 *     out when absent
 */
public record DurableRow(
    EventKind kind, String table, String key, Map<String, @Nullable String> columns) {

  /** Creates a row that was read back; the columns are copied. */
  public DurableRow {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** Returns what a lossless target shows of {@code change}. */
  public static DurableRow of(RowChange change) {
    return new DurableRow(
        change.kind(),
        change.table().qualifiedName(),
        key(change.row(), change instanceof RowUpdate update ? update.before() : change.row()),
        columns(change.row()));
  }

  private static String key(Row row, Row other) {
    Table table = row.table();
    return table.primaryKey().stream()
        .map(index -> String.valueOf((row.isPresent(index) ? row : other).getString(index)))
        .collect(Collectors.joining(","));
  }

  private static Map<String, @Nullable String> columns(Row row) {
    var columns = new LinkedHashMap<String, @Nullable String>();
    for (int i = 0; i < row.table().columns().size(); i++) {
      if (row.isPresent(i)) {
        columns.put(row.table().column(i).name(), row.getString(i));
      }
    }
    return columns;
  }

  /** Returns this row merged over {@code before}: the result of an upsert with absent columns. */
  DurableRow over(@Nullable DurableRow before) {
    if (before == null) {
      return this;
    }
    var merged = new LinkedHashMap<>(before.columns);
    merged.putAll(columns);
    return new DurableRow(kind, table, key, merged);
  }

  /** Returns the identity of the row: rows with the same identity must keep their order. */
  String identity() {
    return table + '[' + key + ']';
  }

  @Override
  public String toString() {
    return kind
        + " "
        + identity()
        + columns.entrySet().stream()
            .map(column -> column.getKey() + '=' + shortened(column.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String shortened(@Nullable String text) {
    return text == null || text.length() <= 60
        ? String.valueOf(text)
        : text.substring(0, 50) + "… (" + text.length() + " characters)";
  }
}
