package dev.towpath.verification.suites;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A comparison of all tables of two servers, by number of rows and a sum over each column. */
final class Comparison implements AutoCloseable {
  private static final String SYSTEM =
      "('mysql', 'sys', 'information_schema', 'performance_schema', 'mtr')";

  private final Connection source;
  private final Connection replica;
  private int tables;

  Comparison(EmbeddedMySql source, EmbeddedMySql replica) throws SQLException {
    this.source = session(source);
    this.replica = session(replica);
  }

  private static Connection session(EmbeddedMySql server) throws SQLException {
    Connection connection = server.connection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00', lock_wait_timeout = 2");
    }
    return connection;
  }

  /** Returns how many tables were compared. */
  int tables() {
    return tables;
  }

  /** Returns one line for each table that differs. */
  List<String> differences() throws SQLException {
    Map<String, List<String>> expected = columns(source);
    Map<String, List<String>> actual = columns(replica);
    List<String> differences = new ArrayList<>();
    var missing = new TreeSet<>(expected.keySet());
    missing.removeAll(actual.keySet());
    var more = new TreeSet<>(actual.keySet());
    more.removeAll(expected.keySet());
    missing.forEach(table -> differences.add(table + " is missing"));
    more.forEach(table -> differences.add(table + " still exists"));
    for (Map.Entry<String, List<String>> table : expected.entrySet()) {
      List<String> other = actual.get(table.getKey());
      if (other != null && !other.equals(table.getValue())) {
        differences.add(
            "%s has columns %s, not %s".formatted(table.getKey(), other, table.getValue()));
      } else if (other != null) {
        compare(table.getKey(), table.getValue(), differences);
      }
    }
    return differences;
  }

  private static Map<String, List<String>> columns(Connection connection) throws SQLException {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME FROM information_schema.COLUMNS"
                    + " c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND"
                    + " t.TABLE_NAME = c.TABLE_NAME WHERE t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM"
                    + " VERSIONED') AND c.TABLE_SCHEMA NOT IN "
                    + SYSTEM
                    + " ORDER BY 1, 2, c.ORDINAL_POSITION")) {
      while (rows.next()) {
        tables
            .computeIfAbsent(
                quoted(rows.getString(1)) + '.' + quoted(rows.getString(2)),
                name -> new ArrayList<>())
            .add(rows.getString(3));
      }
    }
    return tables;
  }

  private void compare(String table, List<String> columns, List<String> differences) {
    List<String> sums = new ArrayList<>(List.of("COUNT(*)"));
    for (String column : columns) {
      sums.add("SUM(CRC32(HEX(CAST(%s AS BINARY))))".formatted(quoted(column)));
    }
    String query = "SELECT " + String.join(", ", sums) + " FROM " + table;
    List<String> expected;
    try {
      expected = row(source, query);
    } catch (SQLException e) {
      // A script has locked or damaged the table, or it has no engine.
      return;
    }
    tables++;
    try {
      List<String> actual = row(replica, query);
      if (!actual.equals(expected)) {
        differences.add(
            "%s has %s, not %s\n    source: %s\n    replica: %s"
                .formatted(
                    table,
                    actual,
                    expected,
                    sample(source, table, columns),
                    sample(replica, table, columns)));
      }
    } catch (SQLException e) {
      differences.add(table + ": " + e.getMessage());
    }
  }

  /** Returns the definition and some rows. */
  private static String sample(Connection connection, String table, List<String> columns)
      throws SQLException {
    List<String> texts =
        columns.stream().map(c -> "HEX(CAST(" + quoted(c) + " AS BINARY))").toList();
    var sample = new StringBuilder(row(connection, "SHOW CREATE TABLE " + table).get(1));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT CONCAT_WS(' ', %s) FROM %s LIMIT 5"
                    .formatted(String.join(", ", texts), table))) {
      while (rows.next()) {
        String row = String.valueOf(rows.getString(1));
        sample.append(" | ").append(row, 0, Math.min(200, row.length()));
      }
    }
    return sample.toString().replace("\n", " ");
  }

  private static List<String> row(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        values.add(String.valueOf(rows.getString(i)));
      }
      return values;
    }
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public void close() throws SQLException {
    source.close();
    replica.close();
  }
}
