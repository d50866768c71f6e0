package dev.towpath.replica;

import dev.towpath.event.BinlogPosition;
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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sink that applies changes to another database: rows by their key, statements as they are. The
 * position, and the last change applied after it, are stored in the transaction of the rows, so
 * that every row is applied once; only DDL, which MySQL commits by itself, may come again.
 */
final class ReplicaSink implements Sink {
  /**
   * Errors about objects that exist already, or do not exist any more: the statement was applied
   * before.
   */
  private static final Set<Integer> APPLIED_BEFORE =
      Set.of(1007, 1008, 1050, 1051, 1060, 1091, 1146);

  private final Connection connection;
  private final IdentityHashMap<Table, TableSql> statements = new IdentityHashMap<>();
  private @Nullable PreparedStatement batched;
  private String batchedSql = "";
  private @Nullable BinlogPosition applied;
  private String mark = "";

  /**
   * The statements of a table.
   *
   * @param columns the columns that are not generated
   */
  private record TableSql(List<Integer> columns, String upsert, String delete) {}

  ReplicaSink(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
      statement.execute("CREATE DATABASE IF NOT EXISTS replica_meta");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS replica_meta.position (id INT PRIMARY KEY, text TEXT, mark"
              + " VARCHAR(200))");
      try (ResultSet stored =
          statement.executeQuery("SELECT text, mark FROM replica_meta.position")) {
        if (stored.next()) {
          applied =
              stored.getString(1).isEmpty() ? null : BinlogPosition.parse(stored.getString(1));
          mark = Objects.requireNonNull(stored.getString(2));
        }
      }
    }
    connection.setAutoCommit(false);
  }

  @Override
  public Optional<BinlogPosition> resumePosition() {
    return Optional.ofNullable(applied);
  }

  @Override
  public void write(EventBatch batch) throws Exception {
    for (ChangeEvent event : batch.events()) {
      String place = place(event);
      if (place.compareTo(mark) > 0) {
        if (event instanceof SchemaChange change) {
          // It commits what came before.
          store();
          apply(change);
          mark = place;
        } else if (event instanceof RowChange change) {
          apply(change);
          mark = place;
        }
      }
    }
    executeBatch();
    applied = batch.position();
  }

  /** Returns the place of a change in the binlog, as a text that sorts like the place. */
  private static String place(ChangeEvent event) {
    int row = event instanceof RowChange change ? change.rowOrdinal() : 0;
    // The events of an XA transaction are all where it was committed.
    return "%s/%012d/%06d/%06d"
        .formatted(
            event.origin().file(), event.origin().offset(), event.origin().eventOrdinal(), row);
  }

  private void apply(SchemaChange change) throws SQLException {
    statements.clear();
    try (Statement statement = connection.createStatement()) {
      if (!change.database().isEmpty() && !change.sql().contains(" DATABASE ")) {
        statement.execute("USE `" + change.database() + "`");
      }
      statement.execute(change.sql());
    } catch (SQLException e) {
      if (!APPLIED_BEFORE.contains(e.getErrorCode())) {
        throw e;
      }
    }
  }

  private void apply(RowChange change) throws SQLException {
    if (change instanceof RowInsert insert) {
      upsert(insert.after());
    } else if (change instanceof RowDelete delete) {
      delete(delete.before());
    } else if (change instanceof RowUpdate update) {
      if (update.after().table().primaryKey().stream().anyMatch(update::changed)) {
        delete(update.before());
      }
      upsert(update.after());
    }
  }

  private void upsert(Row row) throws SQLException {
    TableSql sql = sql(row.table());
    PreparedStatement statement = prepare(sql.upsert());
    bind(statement, row, sql.columns());
    statement.addBatch();
  }

  private void delete(Row row) throws SQLException {
    PreparedStatement statement = prepare(sql(row.table()).delete());
    bind(statement, row, row.table().primaryKey());
    statement.addBatch();
  }

  private static void bind(PreparedStatement statement, Row row, List<Integer> columns)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      int column = columns.get(i);
      Object value = row.get(column);
      if (value instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else if (value instanceof Float number) {
        // MySQL's own text has six digits.
        statement.setDouble(i + 1, number);
      } else {
        statement.setString(i + 1, row.getString(column));
      }
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    if (batched == null || !batchedSql.equals(sql)) {
      executeBatch();
      batched = connection.prepareStatement(sql);
      batchedSql = sql;
    }
    return batched;
  }

  private void executeBatch() throws SQLException {
    if (batched != null) {
      try (PreparedStatement statement = batched) {
        statement.executeBatch();
      } finally {
        batched = null;
      }
    }
  }

  private TableSql sql(Table table) throws SQLException {
    TableSql known = statements.get(table);
    if (known == null) {
      known = describe(table);
      statements.put(table, known);
    }
    return known;
  }

  private TableSql describe(Table table) throws SQLException {
    Set<String> generated = generated(table);
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!generated.contains(table.column(i).name())) {
        columns.add(i);
      }
    }
    String name = "`" + table.database() + "`.`" + table.name() + "`";
    String names = columns.stream().map(i -> quoted(table, i)).collect(Collectors.joining(", "));
    String values = columns.stream().map(i -> "?").collect(Collectors.joining(", "));
    String updates =
        columns.stream()
            .map(i -> quoted(table, i) + " = VALUES(" + quoted(table, i) + ")")
            .collect(Collectors.joining(", "));
    String key =
        table.primaryKey().stream()
            .map(i -> quoted(table, i) + " = ?")
            .collect(Collectors.joining(" AND "));
    return new TableSql(
        columns,
        "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
            .formatted(name, names, values, updates),
        "DELETE FROM %s WHERE %s".formatted(name, key));
  }

  private Set<String> generated(Table table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND"
                + " TABLE_NAME = ? AND GENERATION_EXPRESSION <> ''")) {
      statement.setString(1, table.database());
      statement.setString(2, table.name());
      Set<String> names = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(Objects.requireNonNull(rows.getString(1)));
        }
      }
      return names;
    }
  }

  private static String quoted(Table table, int column) {
    return "`" + table.column(column).name() + "`";
  }

  @Override
  public void flush() throws SQLException {
    store();
    connection.commit();
  }

  private void store() throws SQLException {
    executeBatch();
    try (PreparedStatement statement =
        connection.prepareStatement("REPLACE INTO replica_meta.position VALUES (1, ?, ?)")) {
      statement.setString(1, applied == null ? "" : applied.toString());
      statement.setString(2, mark);
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    // Uncommitted changes are rolled back.
    connection.close();
  }
}
