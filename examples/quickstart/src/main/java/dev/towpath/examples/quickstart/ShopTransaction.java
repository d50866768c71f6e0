package dev.towpath.examples.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A transaction: its statements and their row changes. Used by one thread. */
final class ShopTransaction {
  private final String source;
  private final List<String> statements = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  ShopTransaction(String source) {
    this.source = source;
  }

  /** Inserts {@code rows}, each with its first or next version, in one statement. */
  void insert(ShopTable table, List<Map<String, @Nullable String>> rows) {
    String columns = String.join(", ", rows.get(0).keySet());
    String values =
        rows.stream()
            .map(row -> row.values().stream().map(ShopTransaction::literal))
            .map(literals -> literals.collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    statements.add(
        "INSERT INTO shop.%s (%s) VALUES %s".formatted(table.tableName(), columns, values));
    rows.forEach(row -> add(table, Change.Kind.INSERT, row));
  }

  /** Sets {@code column} of {@code row} to {@code value} and raises the row's version. */
  void update(
      ShopTable table, Map<String, @Nullable String> row, String column, @Nullable String value) {
    row.put(column, value);
    row.put("version", nextVersion(row));
    statements.add(
        "UPDATE shop.%s SET %s = %s, version = %s WHERE %s"
            .formatted(
                table.tableName(),
                column,
                literal(value),
                row.get("version"),
                table.condition(row)));
    add(table, Change.Kind.UPDATE, row);
  }

  /** Deletes {@code rows} in one statement. */
  void delete(ShopTable table, List<Map<String, @Nullable String>> rows) {
    String conditions = rows.stream().map(table::condition).collect(Collectors.joining(" OR "));
    statements.add("DELETE FROM shop.%s WHERE %s".formatted(table.tableName(), conditions));
    rows.forEach(row -> add(table, Change.Kind.DELETE, row));
  }

  private void add(ShopTable table, Change.Kind kind, Map<String, @Nullable String> row) {
    var key = new Change.Key(source, table.tableName(), table.primaryKey(row));
    long version = Long.parseLong(String.valueOf(row.get("version")));
    changes.add(new Change(new Change.Id(key, kind, version), new LinkedHashMap<>(row)));
  }

  /** Returns the version that follows {@code row}'s. */
  static String nextVersion(Map<String, @Nullable String> row) {
    return String.valueOf(Integer.parseInt(String.valueOf(row.get("version"))) + 1);
  }

  /** Returns a row of alternating column names and values. */
  static Map<String, @Nullable String> row(@Nullable Object... namesAndValues) {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      row.put(String.valueOf(namesAndValues[i]), value == null ? null : value.toString());
    }
    return row;
  }

  private static String literal(@Nullable String value) {
    return value == null ? "NULL" : "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Returns the statements in the order of execution. */
  List<String> statements() {
    return List.copyOf(statements);
  }

  /** Returns the row changes in the order of the statements. */
  List<Change> changes() {
    return List.copyOf(changes);
  }
}
