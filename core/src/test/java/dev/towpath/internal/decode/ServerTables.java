package dev.towpath.internal.decode;

import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader of the tables of one database on a server: definitions, and contents as text. */
final class ServerTables {
  private final Connection connection;
  private final String database;

  ServerTables(Connection connection, String database) {
    this.connection = connection;
    this.database = database;
  }

  TableLayout layoutByDefinition(TableMap map) {
    try {
      List<ColumnDefinition> columns = definitions(map.name());
      return TableLayout.ofDefinition(map, columns, List.of(0));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<ColumnDefinition> definitions(String table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE, EXTRA"
                + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                + " ORDER BY ORDINAL_POSITION")) {
      query.setString(1, database);
      query.setString(2, table);
      List<ColumnDefinition> columns = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          columns.add(
              new ColumnDefinition(
                  result.getString(1),
                  result.getString(2),
                  result.getString(3),
                  result.getString(4).equals("YES"),
                  !result.getString(5).toUpperCase(Locale.ROOT).contains("INVISIBLE")));
        }
      }
      return columns;
    }
  }

  /**
   * Returns the rows of a table by their id, in columns as {@code Row.getString} should print them.
   */
  Map<String, List<@Nullable String>> contents(String table) throws SQLException {
    List<String> expressions = new ArrayList<>();
    for (ColumnDefinition column : definitions(table)) {
      expressions.add(expression(column));
    }
    Map<String, List<@Nullable String>> rows = new HashMap<>();
    try (Statement query = connection.createStatement();
        ResultSet result =
            query.executeQuery(
                "SELECT " + String.join(", ", expressions) + " FROM " + database + '.' + table)) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= expressions.size(); i++) {
          row.add(result.getString(i));
        }
        rows.put(String.valueOf(row.get(0)), row);
      }
    }
    return rows;
  }

  private static String expression(ColumnDefinition column) {
    String type = column.columnType();
    String name = '`' + column.name() + '`';
    if (type.startsWith("bit(")) {
      int width = Integer.parseInt(type.substring(4, type.length() - 1));
      return "CONCAT('0x', LPAD(HEX(" + name + "), " + (width + 7) / 8 * 2 + ", '0'))";
    }
    boolean text =
        column.charset() != null
            || type.equals("json")
            || type.matches(
                "(?s)(tiny|small|medium|big)?int.*|decimal.*|float.*|double.*|year.*|date.*|time.*");
    return text
        ? "CAST(" + name + " AS CHAR CHARACTER SET utf8mb4)"
        : "CONCAT('0x', HEX(" + name + "))";
  }
}
