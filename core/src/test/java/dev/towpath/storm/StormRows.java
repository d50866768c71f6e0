package dev.towpath.storm;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A writer of rows, which notes what the server says about each. A table has at most one row. Used
 * by one thread.
 */
final class StormRows {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

  private final Statement statement;
  private final Random random;
  private final List<String> written = new ArrayList<>();

  StormRows(Statement statement, Random random) throws SQLException {
    this.statement = statement;
    this.random = random;
    statement.execute("SET SESSION sql_mode = '', lock_wait_timeout = 5, foreign_key_checks = 0");
  }

  /** Returns what was written to captured tables, and forgets it. */
  List<String> take() {
    List<String> all = List.copyOf(written);
    written.clear();
    return all;
  }

  /** Writes a row that marks the end of a part, and returns its text. */
  String marker(int number) throws SQLException {
    statement.execute("INSERT INTO d.marker VALUES (" + number + ")");
    String text = "+d.marker{n int%s=%d; } key [n]".formatted(width(), number);
    written.add(text);
    return text;
  }

  private String width() throws SQLException {
    try (var rows =
        statement.executeQuery(
            "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'd' AND"
                + " TABLE_NAME = 'marker'")) {
      rows.next();
      return String.valueOf(rows.getString(1)).substring(3);
    }
  }

  /** Notes the row that a CREATE TABLE took from a query. */
  void copied(TableImage table) {
    try {
      String text = RowText.ofOnlyRow(statement, table);
      if (text != null) {
        note(table, "+" + text);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read " + table, e);
    }
  }

  /** Changes the rows of one or two tables; returns the statements. */
  List<String> change(Map<TableId, TableImage> tables) {
    List<String> executed = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0 && !tables.isEmpty(); i--) {
      TableImage table = List.copyOf(tables.values()).get(random.nextInt(tables.size()));
      try {
        change(table, executed);
      } catch (SQLException e) {
        executed.add("-- refused: " + e.getMessage());
      }
    }
    return executed;
  }

  private void change(TableImage table, List<String> executed) throws SQLException {
    String before = RowText.ofOnlyRow(statement, table);
    if (before == null) {
      execute(insert(table), executed);
      String after = RowText.ofOnlyRow(statement, table);
      note(table, "+" + after);
    } else if (random.nextInt(3) == 0 && !isVersioned(table)) {
      execute("DELETE FROM " + table.name().quoted(), executed);
      note(table, "-" + before);
    } else if (!isVersioned(table)) {
      update(table, before, executed);
    }
  }

  private void update(TableImage table, String before, List<String> executed) throws SQLException {
    List<TableImage.Column> columns =
        table.columns().stream()
            .filter(column -> !column.isGenerated() && RowText.isShown(column.type()))
            .filter(column -> !RowText.hasForeignLabels(column.type()))
            .toList();
    if (columns.isEmpty()) {
      return;
    }
    TableImage.Column column = columns.get(random.nextInt(columns.size()));
    String value = value(column.type(), random.nextInt(9));
    if (value == null) {
      return;
    }
    String sql =
        "UPDATE %s SET %s = %s".formatted(table.name().quoted(), quoted(column.name()), value);
    execute(sql, executed);
    String after = RowText.ofOnlyRow(statement, table);
    // A change that changes nothing is not logged.
    if (after != null && !RowText.isSame(before, after)) {
      note(table, before + " > " + after);
    }
  }

  private String insert(TableImage table) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    int seed = random.nextInt(9);
    for (TableImage.Column column : table.columns()) {
      String value = column.isGenerated() ? null : value(column.type(), (seed + names.size()) % 9);
      if (value != null) {
        names.add(quoted(column.name()));
        values.add(value);
      }
    }
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(table.name().quoted(), String.join(", ", names), String.join(", ", values));
  }

  /** Returns a value that differs between neighbours; null where only the default is sure. */
  private static @Nullable String value(String type, int number) {
    Matcher word = WORD.matcher(type);
    int digit = 1 + number;
    return switch (word.lookingAt() ? word.group() : "") {
      case "enum", "set", "bit" -> "1";
      case "date", "datetime", "timestamp" -> "'2001-02-0" + digit + "'";
      case "time" -> "'00:00:0" + digit + "'";
      case "year" -> "200" + digit;
      case "geometry", "point" -> "ST_GeomFromText('POINT(1 " + digit + ")')";
      case "char", "varchar", "tinytext", "text", "mediumtext" -> "'" + digit + "é模'";
      case "longtext", "json" -> "'[" + digit + "]'";
      case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double" ->
          "'" + digit + "'";
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> "'" + digit + "'";
      default -> null;
    };
  }

  private boolean isVersioned(TableImage table) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "SHOW TABLE STATUS FROM %s WHERE Create_options LIKE '%%versioned%%' AND Name = '%s'"
                .formatted(
                    quoted(table.name().database()), table.name().table().replace("'", "''")))) {
      return rows.next();
    }
  }

  private void execute(String sql, List<String> executed) throws SQLException {
    statement.execute(sql);
    executed.add(sql);
  }

  private void note(TableImage table, String change) {
    if (isCaptured(table)) {
      written.add(change);
    }
  }

  private static boolean isCaptured(TableImage table) {
    return !table.name().database().equals("elsewhere");
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
