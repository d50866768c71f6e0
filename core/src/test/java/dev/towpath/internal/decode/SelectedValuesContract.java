package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.json.JsonTables;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a row read by a query equals the row that the binlog has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SelectedValuesContract {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private final ValueServer server;
  private final String version;

  SelectedValuesContract(MySqlVersion version, String text, @TempDir Path directory)
      throws SQLException {
    this.server = ValueServer.start(version, directory);
    this.version = text;
  }

  @AfterAll
  void closeServer() {
    server.close();
  }

  /** Returns the layout of a table map of this server. */
  abstract TableLayout layout(TableMap map, ValueServer of);

  static List<ValueTable> tables() {
    System.out.println("-Dtowpath.seed=" + SEED);
    ValueTables source = new ValueTables(new Random(SEED));
    List<ValueTable> tables = new ArrayList<>(source.all());
    tables.addAll(JsonTables.numbers(new Random(SEED)));
    tables.add(source.fixedReals());
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rowsReadByAQueryEqualThoseOfTheBinlog(ValueTable table) throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(table.create());
    for (int i = 0; i < table.rows().size(); i++) {
      server.execute(
          "INSERT INTO " + table.name() + " VALUES (" + (i + 1) + ", " + table.rows().get(i) + ')');
    }

    List<Row> selected =
        server.select(table.name(), BinlogDialect.of(version), map -> layout(map, server));

    // Images of an update have nothing but bytes of the binlog, too.
    server.execute("UPDATE " + table.name() + " SET id = id + 100000");
    List<RowChange> changes = file.changes(map -> layout(map, server));
    int rows = table.rows().size();
    assertEquals(2 * rows, changes.size());
    assertEquals(rows, selected.size());
    for (int i = 0; i < rows; i++) {
      checkSame(changes.get(i).row(), selected.get(i));
      if (changes.get(rows + i) instanceof RowUpdate update) {
        checkSame(update.before(), selected.get(i));
      }
    }
  }

  private static void checkSame(Row expected, Row read) {
    assertEquals(expected.table(), read.table());
    assertEquals(expected.table().primaryKey(), read.table().primaryKey());
    assertEquals(expected.toString(), read.toString());
    for (int i = 0; i < expected.table().columns().size(); i++) {
      String name = expected.table().qualifiedName() + '.' + expected.table().column(i).name();
      assertTrue(read.isPresent(i), name);
      assertEquals(expected.isNull(i), read.isNull(i), name);
      Object value = expected.get(i);
      if (value instanceof byte[] bytes) {
        assertArrayEquals(bytes, (byte[]) read.get(i), name);
      } else {
        assertEquals(value, read.get(i), name);
        assertEquals(value == null, read.get(i) == null, name);
      }
      if (value != null) {
        assertEquals(value.getClass(), Objects.requireNonNull(read.get(i)).getClass(), name);
      }
      assertEquals(number(expected, i), number(read, i), name);
      VisitedValue.check(read, i);
    }
  }

  /** Returns the number that a row has in a column, or why it has none. */
  private static String number(Row row, int column) {
    try {
      return Long.toString(row.getLong(column));
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
