package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that values are sent through: into tables, and out of its binlog files again. */
final class ValueServer implements AutoCloseable {
  static final String DATABASE = "values_db";
  private static final int SHIFT = 100_000;

  private final EmbeddedMySql mysql;
  private final Path data;
  private final Connection connection;
  private final ServerTables tables;

  private ValueServer(EmbeddedMySql mysql, Path data) throws SQLException {
    this.mysql = mysql;
    this.data = data;
    this.connection = mysql.connection();
    this.tables = new ServerTables(connection, DATABASE);
    execute("SET NAMES utf8mb4", "SET time_zone = '+00:00'", "SET sql_mode = ''");
    execute("CREATE DATABASE " + DATABASE, "USE " + DATABASE);
  }

  static ValueServer start(MySqlVersion version, Path directory) throws SQLException {
    EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).dataDirectory(directory).start();
    return new ValueServer(mysql, directory.resolve("data"));
  }

  ServerTables tables() {
    return tables;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Starts a new binlog file. */
  BinlogFileOnServer newBinlogFile() throws SQLException {
    execute("FLUSH BINARY LOGS");
    try (Statement statement = connection.createStatement();
        ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
      assertTrue(files.last());
      return new BinlogFileOnServer(data.resolve(files.getString(1)));
    }
  }

  /** Fills, changes and empties a table, in a binlog file of its own. */
  Passage pass(ValueTable table, String... settingsBeforeDelete) throws SQLException {
    BinlogFileOnServer file = newBinlogFile();
    execute(table.create());
    for (int i = 0; i < table.rows().size(); i++) {
      execute(
          "INSERT INTO " + table.name() + " VALUES (" + (i + 1) + ", " + table.rows().get(i) + ')');
    }
    Map<String, List<@Nullable String>> inserted = tables.contents(table.name());
    execute("UPDATE " + table.name() + " SET id = id + " + SHIFT);
    Map<String, List<@Nullable String>> updated = tables.contents(table.name());
    execute(settingsBeforeDelete);
    execute("DELETE FROM " + table.name());
    return new Passage(file, table, inserted, updated);
  }

  @Override
  public void close() {
    mysql.close();
  }

  /** The way of one table's rows through the binlog. */
  record Passage(
      BinlogFileOnServer file,
      ValueTable table,
      Map<String, List<@Nullable String>> inserted,
      Map<String, List<@Nullable String>> updated) {

    /** Checks that the binlog has what SELECT showed. */
    void check(Function<TableMap, TableLayout> layouts) throws IOException {
      int[] seen = new int[3];
      for (RowChange change : file.changes(layouts)) {
        if (change instanceof RowInsert insert) {
          seen[0]++;
          checkRow(inserted, insert.after());
        } else if (change instanceof RowUpdate update) {
          seen[1]++;
          checkRow(inserted, update.before());
          checkRow(updated, update.after());
        } else if (change instanceof RowDelete delete) {
          seen[2]++;
          checkRow(updated, delete.before());
        }
      }
      int rows = table.rows().size();
      assertEquals(List.of(rows, rows, rows), List.of(seen[0], seen[1], seen[2]));
    }

    private void checkRow(Map<String, List<@Nullable String>> expected, Row row) {
      String id = Objects.requireNonNull(row.getString(0));
      List<@Nullable String> texts = new ArrayList<>();
      for (int i = 0; i < row.table().columns().size(); i++) {
        texts.add(row.getString(i));
        VisitedValue.check(row, i);
      }
      List<@Nullable String> select = Objects.requireNonNull(expected.get(id), id);
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        String shown = select.get(i);
        assertEquals(shown, text, () -> table.name() + ", row " + id + ", " + select);
      }
    }
  }

  /** A binlog file of the server. */
  record BinlogFileOnServer(Path path) {

    List<RowChange> changes(Function<TableMap, TableLayout> layouts) throws IOException {
      return BinlogFile.changes(path, DATABASE, layouts);
    }
  }
}
