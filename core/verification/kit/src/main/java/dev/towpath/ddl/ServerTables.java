package dev.towpath.ddl;

import dev.towpath.ddl.TableImage.Column;
import dev.towpath.ddl.TableImage.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A reader of the tables that a server has in some databases. Used by one thread.
 *
 * <p>The statements need another connection, since their temporary tables would hide others.
 */
public final class ServerTables {
  private final Statement statement;
  private final String in;

  /** Makes a reader of the tables of {@code databases} over a connection of its own. */
  public ServerTables(Connection connection, List<String> databases) throws SQLException {
    this.statement = connection.createStatement();
    this.in =
        databases.stream()
            .map(database -> "'" + database.replace("'", "''") + "'")
            .collect(Collectors.joining(", ", " IN (", ")"));
    try {
      statement.execute("SET information_schema_stats_expiry = 0");
    } catch (SQLException e) {
      // Only MySQL 8 caches statistics.
      if (e.getErrorCode() != 1193) {
        throw e;
      }
    }
  }

  /** Reads all base tables, by database and name. */
  public Map<TableId, TableImage> read() throws SQLException {
    Map<TableId, String> charsets = charsets();
    Map<TableId, List<Column>> columns = columns();
    Map<TableId, Map<String, IndexRows>> keys = keys();
    Map<TableId, TableImage> tables = new LinkedHashMap<>();
    charsets.forEach(
        (name, charset) ->
            tables.put(
                name,
                new TableImage(
                    name,
                    charset.isEmpty() ? null : charset,
                    columns.getOrDefault(name, List.of()),
                    keys.getOrDefault(name, Map.of()).entrySet().stream()
                        .map(
                            e ->
                                new TableImage.Key(
                                    e.getKey(),
                                    e.getValue().unique,
                                    e.getValue().columns,
                                    e.getValue().lengths))
                        .toList())));
    return tables;
  }

  /** Reads the default character sets of the databases. */
  public Map<String, String> databases() throws SQLException {
    Map<String, String> found = new TreeMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE"
                + " SCHEMA_NAME"
                + in)) {
      while (rows.next()) {
        found.put(text(rows, 1), text(rows, 2));
      }
    }
    return found;
  }

  private Map<TableId, String> charsets() throws SQLException {
    Map<TableId, String> found = new LinkedHashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_COLLATION FROM information_schema.TABLES WHERE"
                + " TABLE_SCHEMA"
                + in
                + " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1, 2")) {
      while (rows.next()) {
        String collation = text(rows, 3);
        int end = collation.indexOf('_');
        found.put(table(rows), end < 0 ? collation : collation.substring(0, end));
      }
    }
    return found;
  }

  private Map<TableId, List<Column>> columns() throws SQLException {
    Map<TableId, List<Column>> found = new LinkedHashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME,"
                + " IS_NULLABLE, EXTRA, COLUMN_KEY FROM information_schema.COLUMNS WHERE"
                + " TABLE_SCHEMA"
                + in
                + " ORDER BY 1, 2, ORDINAL_POSITION")) {
      while (rows.next()) {
        found
            .computeIfAbsent(table(rows), name -> new ArrayList<>())
            .add(
                new Column(
                    text(rows, 3),
                    text(rows, 4),
                    rows.getString(5),
                    "YES".equals(rows.getString(6)),
                    text(rows, 7),
                    text(rows, 8).equals("PRI")));
      }
    }
    return found;
  }

  private record IndexRows(boolean unique, List<String> columns, List<Integer> lengths) {}

  /** Reads the keys in the order of {@code SHOW INDEX}, which the storage engine decides. */
  private Map<TableId, Map<String, IndexRows>> keys() throws SQLException {
    Map<TableId, Map<String, IndexRows>> found = new LinkedHashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART FROM"
                + " information_schema.STATISTICS WHERE TABLE_SCHEMA"
                + in)) {
      while (rows.next()) {
        boolean unique = rows.getInt(4) == 0;
        IndexRows index =
            found
                .computeIfAbsent(table(rows), name -> new LinkedHashMap<>())
                .computeIfAbsent(
                    text(rows, 3),
                    name -> new IndexRows(unique, new ArrayList<>(), new ArrayList<>()));
        index.columns().add(text(rows, 5));
        index.lengths().add(rows.getInt(6));
      }
    }
    return found;
  }

  private static TableId table(ResultSet rows) throws SQLException {
    return new TableId(text(rows, 1), text(rows, 2));
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    return Objects.requireNonNullElse(rows.getString(column), "");
  }
}
