package dev.towpath.verification.suites;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sink that keeps another server equal. It executes DDL statements and writes each row by its
 * key, or without a key by all columns. Used by one thread at a time.
 */
final class RowReplica implements Sink {
  /** Statements that change tables or databases; views, triggers and accounts stay out. */
  private static final Pattern ABOUT_TABLES =
      Pattern.compile(
          "(?is)(\\s|/\\*.*?\\*/|#[^\\n"
              + "]*\\n"
              + "|--\\s[^\\n"
              + "]*\\n"
              + ")*(SET\\s+STATEMENT.*?\\sFOR\\s+)?"
              + "(CREATE\\s+(OR\\s+REPLACE\\s+)?(TEMPORARY\\s+)?(TABLE|SEQUENCE)|ALTER\\s+(ONLINE\\s+|OFFLINE\\s+|IGNORE\\s+)*(TABLE|SEQUENCE)|"
              + "DROP\\s+(TEMPORARY\\s+)?(TABLES?|SEQUENCE)|RENAME\\s+TABLES?|TRUNCATE|"
              + "(CREATE|DROP)\\s+(OR\\s+REPLACE\\s+)?(UNIQUE\\s+|FULLTEXT\\s+|SPATIAL\\s+|ONLINE\\s+|OFFLINE\\s+)*INDEX|"
              + "(CREATE|ALTER|DROP)\\s+(OR\\s+REPLACE\\s+)?(DATABASE|SCHEMA))\\b.*");

  /** Errors of foreign keys, which the source did not check. */
  private static final Set<Integer> FOREIGN_KEYS = Set.of(1451, 1452, 1216, 1217, 1701, 3730);

  private final Connection connection;
  private final IdentityHashMap<Table, List<Integer>> columns = new IdentityHashMap<>();
  private final IdentityHashMap<Table, List<Integer>> keys = new IdentityHashMap<>();
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final AtomicLong rows;

  RowReplica(Connection connection, AtomicLong rows) throws SQLException {
    this.connection = connection;
    this.rows = rows;
    execute(
        "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', sql_log_bin = 0,"
            + " innodb_strict_mode = 0");
  }

  @Override
  public void write(EventBatch batch) throws SQLException {
    for (ChangeEvent event : batch.events()) {
      if (event instanceof SchemaChange change) {
        apply(change);
      } else if (event instanceof RowChange change) {
        rows.incrementAndGet();
        apply(change);
      }
    }
  }

  private void apply(SchemaChange change) throws SQLException {
    String sql = change.sql();
    if (!ABOUT_TABLES.matcher(sql).matches()) {
      return;
    }
    forget();
    if (!change.database().isEmpty() && !sql.matches("(?is).*\\b(DATABASE|SCHEMA)\\b.*")) {
      execute("CREATE DATABASE IF NOT EXISTS `" + change.database().replace("`", "``") + "`");
      execute("USE `" + change.database().replace("`", "``") + "`");
    }
    try {
      execute("SET SESSION foreign_key_checks = 0");
      execute(sql);
    } catch (SQLException e) {
      throw new SQLException("the replica refuses " + sql + ": " + e.getMessage(), e);
    } finally {
      execute("SET SESSION foreign_key_checks = 1");
    }
  }

  private void forget() throws SQLException {
    columns.clear();
    keys.clear();
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }

  private void apply(RowChange change) throws SQLException {
    try {
      write(change);
    } catch (SQLException e) {
      if (!FOREIGN_KEYS.contains(e.getErrorCode())) {
        throw new SQLException("the replica refuses " + change + ": " + e.getMessage(), e);
      }
      execute("SET SESSION foreign_key_checks = 0");
      write(change);
      execute("SET SESSION foreign_key_checks = 1");
    }
  }

  private void write(RowChange change) throws SQLException {
    if (change instanceof RowInsert insert) {
      run("INSERT INTO", insert.after(), null);
    } else if (change instanceof RowDelete delete) {
      run("DELETE FROM", null, delete.before());
    } else if (change instanceof RowUpdate update) {
      run("UPDATE", update.after(), update.before());
    }
  }

  private void run(String verb, @Nullable Row after, @Nullable Row before) throws SQLException {
    Row row = after != null ? after : java.util.Objects.requireNonNull(before);
    Table table = row.table();
    var sql = new StringBuilder(verb).append(' ').append(name(table));
    List<@Nullable Object> values = new ArrayList<>();
    if (after != null) {
      sql.append(" SET ");
      String separator = "";
      for (int column : writable(table)) {
        sql.append(separator).append(quoted(table.column(column).name())).append(" = ?");
        values.add(value(after, column));
        separator = ", ";
      }
      if (separator.isEmpty()) {
        return;
      }
    }
    if (before != null) {
      String separator = " WHERE ";
      for (int column : key(before.table())) {
        sql.append(separator).append(quoted(table.column(column).name())).append(" <=> ?");
        values.add(value(before, column));
        separator = " AND ";
      }
      sql.append(" LIMIT 1");
    }
    execute(sql.toString(), values);
  }

  private void execute(String sql, List<@Nullable Object> values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else if (value instanceof Double number) {
        statement.setDouble(i + 1, number);
      } else {
        statement.setString(i + 1, value == null ? null : value.toString());
      }
    }
    statement.execute();
  }

  private static @Nullable Object value(Row row, int column) {
    Object value = row.get(column);
    if (value instanceof byte[]) {
      return value;
    } else if (value instanceof Float number) {
      // The text has six digits.
      return (double) number;
    }
    return row.getString(column);
  }

  private List<Integer> writable(Table table) throws SQLException {
    List<Integer> known = columns.get(table);
    if (known != null) {
      return known;
    }
    Set<String> generated = generated(table);
    List<Integer> writable = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!generated.contains(table.column(i).name())) {
        writable.add(i);
      }
    }
    columns.put(table, writable);
    return writable;
  }

  private Set<String> generated(Table table) throws SQLException {
    Set<String> names = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND"
                + " TABLE_NAME = ? AND (EXTRA LIKE '%STORED%' OR EXTRA LIKE '%VIRTUAL%' OR EXTRA"
                + " LIKE '%PERSISTENT%')")) {
      statement.setString(1, table.database());
      statement.setString(2, table.name());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          names.add(String.valueOf(found.getString(1)));
        }
      }
    }
    return names;
  }

  /** Returns the columns that identify a row: its key, or all columns that compare exactly. */
  private List<Integer> key(Table table) throws SQLException {
    List<Integer> known = keys.get(table);
    if (known == null) {
      known = table.primaryKey().isEmpty() ? exact(table) : table.primaryKey();
      keys.put(table, known);
    }
    return known;
  }

  private List<Integer> exact(Table table) throws SQLException {
    List<Integer> exact = new ArrayList<>();
    for (int column : writable(table)) {
      String type = table.column(column).typeText().toLowerCase(java.util.Locale.ROOT);
      if (!type.matches("(float|double|real|json|geom|point|line|poly|multi|vector).*")) {
        exact.add(column);
      }
    }
    return exact;
  }

  private static String name(Table table) {
    return quoted(table.database()) + '.' + quoted(table.name());
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
