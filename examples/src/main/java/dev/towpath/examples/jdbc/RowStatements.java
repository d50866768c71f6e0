package dev.towpath.examples.jdbc;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.sink.SinkException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that apply row changes to the tables of the same names. Used by one thread at a
 * time.
 */
final class RowStatements {
  private final Connection connection;

  RowStatements(Connection connection) {
    this.connection = connection;
  }

  /** Inserts, updates or deletes the row; inserts a missing row in place of an update. */
  void apply(RowChange change) throws SQLException, SinkException {
    Table table = change.table();
    if (table.primaryKey().isEmpty()) {
      throw SinkException.permanent(
          table.qualifiedName()
              + " has no primary key, which an upsert needs: add one, or exclude"
              + " the table");
    }
    if (change instanceof RowDelete delete) {
      delete(delete.before());
    } else if (!(change instanceof RowUpdate update) || !update(update)) {
      upsert(change.row());
    }
  }

  private void delete(Row row) throws SQLException {
    Table table = row.table();
    execute(
        "DELETE FROM %s WHERE %s"
            .formatted(name(table), join(table, table.primaryKey(), "%s = ?", " AND ")),
        values(row, table.primaryKey()));
  }

  /**
   * Updates the row with the old key and returns whether it existed; the update may change the key.
   */
  private boolean update(RowUpdate update) throws SQLException {
    Table table = update.table();
    List<Integer> present = present(update.after());
    List<@Nullable Object> values = values(update.after(), present);
    values.addAll(values(update.before(), table.primaryKey()));
    return execute(
            "UPDATE %s SET %s WHERE %s"
                .formatted(
                    name(table),
                    join(table, present, "%s = ?", ", "),
                    join(table, table.primaryKey(), "%s = ?", " AND ")),
            values)
        > 0;
  }

  private void upsert(Row row) throws SQLException {
    Table table = row.table();
    List<Integer> present = present(row);
    execute(
        "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
            .formatted(
                name(table),
                join(table, present, "%s", ", "),
                String.join(", ", Collections.nCopies(present.size(), "?")),
                join(table, present, "%1$s = VALUES(%1$s)", ", ")),
        values(row, present));
  }

  /** Returns the columns in the image: only some with {@code binlog_row_image=MINIMAL}. */
  private static List<Integer> present(Row row) {
    return IntStream.range(0, row.table().columns().size()).filter(row::isPresent).boxed().toList();
  }

  /** Returns bytes and {@code FLOAT} unchanged, and all other values as MySQL's own text. */
  private static List<@Nullable Object> values(Row row, List<Integer> columns) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int column : columns) {
      Object value = row.get(column);
      boolean isExact = value instanceof byte[] || value instanceof Float;
      values.add(isExact ? value : row.getString(column));
    }
    return values;
  }

  private int execute(String sql, List<@Nullable Object> values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      return statement.executeUpdate();
    }
  }

  private static String name(Table table) {
    return quoted(table.database()) + '.' + quoted(table.name());
  }

  private static String join(Table table, List<Integer> columns, String each, String separator) {
    return columns.stream()
        .map(column -> each.formatted(quoted(table.column(column).name())))
        .collect(Collectors.joining(separator));
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
