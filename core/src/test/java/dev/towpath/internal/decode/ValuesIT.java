package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Column;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.json.JsonTables;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.type.TypeText;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of values of MySQL 8.0, whose binlog describes its tables. */
class ValuesIT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static ValueServer server;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws SQLException {
    server = ValueServer.start(MySqlVersion.MYSQL_8_0, directory);
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  static List<ValueTable> tables() {
    System.out.println("-Dtowpath.seed=" + SEED);
    List<ValueTable> tables = new ArrayList<>(new ValueTables(new Random(SEED)).all());
    tables.addAll(JsonTables.numbers(new Random(SEED)));
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valuesComeOutOfTheBinlogAsSelectPrintsThem(ValueTable table)
      throws SQLException, IOException {
    ValueServer.Passage passage = server.pass(table, "SET GLOBAL binlog_row_metadata = MINIMAL");
    server.execute("SET GLOBAL binlog_row_metadata = FULL");

    passage.check(server.tables()::layoutByDefinition);
    passage.check(
        map ->
            map.isSelfDescribing()
                ? TableLayout.ofMetadata(map)
                : server.tables().layoutByDefinition(map));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void metadataDescribeTheTableAsInformationSchemaDoes(ValueTable table)
      throws SQLException, IOException {
    ValueTable renamed = new ValueTable(table.name() + "_2", table.columns(), table.rows());
    List<TableMap> maps = new ArrayList<>();

    server
        .pass(renamed)
        .check(
            map -> {
              maps.add(map);
              return server.tables().layoutByDefinition(map);
            });

    List<ColumnDefinition> defined = server.tables().definitions(renamed.name());
    for (TableMap map : maps) {
      // This version does not tell the character set of labels.
      assertEquals(!table.name().equals("labels"), map.isSelfDescribing());
      if (map.isSelfDescribing()) {
        List<Column> columns = TableLayout.ofMetadata(map).table().columns();
        assertEquals(
            defined.stream().map(column -> TypeText.parse(column.columnType())).toList(),
            columns.stream().map(column -> TypeText.parse(column.typeText())).toList());
        assertEquals(
            defined.stream().map(ColumnDefinition::name).toList(),
            columns.stream().map(Column::name).toList());
        assertEquals(List.of(0), TableLayout.ofMetadata(map).table().primaryKey());
      }
    }
  }

  @Test
  void metadataLackTheDecimalsOfFloatingPointNumbers() throws SQLException, IOException {
    ValueTable table = new ValueTables(new Random(SEED)).fixedReals();

    ValueServer.Passage passage = server.pass(table);

    passage.check(server.tables()::layoutByDefinition);
    List<RowChange> changes = passage.file().changes(TableLayout::ofMetadata);
    assertEquals("float", changes.get(0).table().column(1).typeText());
    assertEquals("0.1", changes.get(6).row().getString(1));
  }

  @Test
  void partialImagesHaveTheColumnsThatTheServerLogged() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE partial_image (a INT DEFAULT 5, id INT PRIMARY KEY, b TEXT, c INT)",
        "SET binlog_row_image = MINIMAL",
        "INSERT INTO partial_image (id, c) VALUES (1, NULL)",
        "UPDATE partial_image SET b = 'x'",
        "SET binlog_row_image = NOBLOB",
        "UPDATE partial_image SET c = 3",
        "SET binlog_row_image = FULL");

    List<RowChange> changes = file.changes(TableLayout::ofMetadata);

    assertEquals(3, changes.size());
    RowInsert insert = (RowInsert) changes.get(0);
    assertEquals("values_db.partial_image{id=1, c=null}", insert.after().toString());
    RowUpdate minimal = (RowUpdate) changes.get(1);
    assertEquals("values_db.partial_image{id=1}", minimal.before().toString());
    assertEquals("values_db.partial_image{b=x}", minimal.after().toString());
    assertFalse(minimal.changed("c"));
    RowUpdate noBlob = (RowUpdate) changes.get(2);
    assertEquals("values_db.partial_image{a=5, id=1, c=null}", noBlob.before().toString());
    assertEquals("values_db.partial_image{a=5, id=1, c=3}", noBlob.after().toString());
  }

  @Test
  void jsonUpdatedInPlaceKeepsItsValuesDespiteTheHoles() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE json_in_place (id INT PRIMARY KEY, j JSON)",
        "INSERT INTO json_in_place VALUES (1, CONCAT('{\"a\": \"', REPEAT('x', 500),"
            + " '\", \"b\": [1, 2.5, \"yyyyyyyyyy\", {\"k\": \"v\"}], \"c\": 70000}'))");
    List<@Nullable String> expected = new ArrayList<>();
    for (String change :
        List.of(
            "JSON_SET(j, '$.a', 'short')",
            "JSON_REPLACE(j, '$.b[2]', 'z')",
            "JSON_REMOVE(j, '$.c')",
            "JSON_SET(j, '$.b[1]', JSON_ARRAY())",
            "JSON_REPLACE(j, '$.a', 12345678901)",
            "JSON_REMOVE(j, '$.b[0]')",
            "JSON_REPLACE(j, '$.b[1]', 'back', '$.a', 'again')")) {
      server.execute("UPDATE json_in_place SET j = " + change);
      expected.add(
          Objects.requireNonNull(server.tables().contents("json_in_place").get("1")).get(1));
    }

    List<RowChange> changes = file.changes(TableLayout::ofMetadata);

    assertEquals(
        expected, changes.stream().skip(1).map(change -> change.row().getString("j")).toList());
  }

  @Test
  void aForcedNullInAJsonColumnIsTheJsonNull() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE json_forced (j JSON NOT NULL)",
        "INSERT IGNORE INTO json_forced VALUES (NULL)");

    List<RowChange> changes = file.changes(TableLayout::ofMetadata);

    assertEquals("null", changes.get(0).row().getString("j"));
  }

  @Test
  void anInsertOfDefaultsIsARowWithoutColumns() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE only_defaults (a INT DEFAULT 5)",
        "SET binlog_row_image = MINIMAL",
        "INSERT INTO only_defaults VALUES ()",
        "SET binlog_row_image = FULL");

    List<RowChange> changes = file.changes(TableLayout::ofMetadata);

    assertEquals("values_db.only_defaults{}", changes.get(0).row().toString());
    assertEquals(1, changes.size());
  }

  @Test
  void aMultiRowStatementHasOrdinalsPerEvent() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE many_rows (id INT PRIMARY KEY, filler VARCHAR(100))",
        "INSERT INTO many_rows VALUES (1, 'x'), (2, 'y'), (3, 'z')");

    List<RowChange> changes = file.changes(TableLayout::ofMetadata);

    assertEquals(List.of(0, 1, 2), changes.stream().map(RowChange::rowOrdinal).toList());
    assertTrue(changes.stream().allMatch(change -> change.origin() == changes.get(0).origin()));
  }
}
