package dev.towpath.internal.decode.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import dev.towpath.internal.decode.RowsBytes;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableLayoutTest {
  private static final int VARCHAR = TypeCode.VARCHAR;

  @Test
  void metadataGiveTheTableAsMySqlWouldPrintIt() {
    Table table =
        new TableMapBytes()
            .column(TypeCode.LONG)
            .notNull()
            .column(VARCHAR, 80, 0)
            .column(TypeCode.STRING, TypeCode.ENUM, 1)
            .column(TypeCode.NEWDECIMAL, 12, 2)
            .column(TypeCode.DATETIME2, 6)
            .column(TypeCode.BLOB, 4)
            .column(TypeCode.GEOMETRY, 4)
            .names("id", "name", "kind", "price", "at", "data", "place")
            .signedness(0x80)
            .collations(45, 63)
            .field(6, new EventBytes().packed(2).text("a").text("it's"))
            .field(7, new EventBytes().packed(7))
            .field(8, new EventBytes().packed(0))
            .layout()
            .table();

    assertEquals(
        List.of(
            "int unsigned",
            "varchar(20)",
            "enum('a','it''s')",
            "decimal(12,2)",
            "datetime(6)",
            "longblob",
            "geomcollection"),
        table.columns().stream().map(Column::typeText).toList());
    assertEquals("shop.orders", table.qualifiedName());
    assertEquals(List.of(0), table.primaryKey());
    assertTrue(table.column(0).isUnsigned());
    assertFalse(table.column(0).isNullable());
    assertEquals(ColumnType.LONGBLOB, table.column(5).type());
    assertEquals(List.of("a", "it's"), table.column(2).labels());
  }

  @Test
  void incompleteMetadataMakeNoLayout() {
    TableMap map = new TableMapBytes().column(TypeCode.LONG).parse();

    DecodeException error = assertThrows(DecodeException.class, () -> TableLayout.ofMetadata(map));

    assertEquals(
        "the TABLE_MAP event of shop.orders (1108152157446) does not describe column 1"
            + " completely; set binlog_row_metadata=FULL or supply the table's definition",
        error.getMessage());
  }

  @Test
  void aDefinitionAddsWhatTheTableMapLacks() {
    TableMap map =
        new TableMapBytes()
            .column(TypeCode.LONG)
            .column(VARCHAR, 40, 0)
            .column(TypeCode.STRING, TypeCode.SET, 1)
            .parse();

    Table table =
        TableLayout.ofDefinition(
                map,
                List.of(
                    new ColumnDefinition("id", "int(10) unsigned", null, true, true),
                    new ColumnDefinition("name", "varchar(20)", "gbk", true, false),
                    new ColumnDefinition("flags", "set('x','y')", "latin1", true, true)),
                List.of(1, 0))
            .table();

    assertEquals("int(10) unsigned", table.column(0).typeText());
    assertTrue(table.column(0).isUnsigned());
    assertFalse(table.column(1).isVisible());
    assertEquals(List.of("x", "y"), table.column(2).labels());
    assertEquals(List.of(1, 0), table.primaryKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int(11) | | YES | the binlog has varbinary(80), the definition int(11)",
        "varchar(21) | utf8mb4 | YES | the binlog has varchar(20) character set utf8mb4,"
            + " the definition varchar(21) character set utf8mb4",
        "varchar(20) | utf8mb3 | YES | the binlog has varchar(26) character set utf8mb3,"
            + " the definition varchar(20) character set utf8mb3",
        "varbinary(80) | | NO | the binlog has varbinary(80) that may be NULL,"
            + " the definition varbinary(80) not null"
      })
  void aDefinitionOfAnotherTypeIsAMismatch(
      String type, @Nullable String charset, String nullable, String message) {
    TableMap map =
        new TableMapBytes().column(VARCHAR, 80, 0).column(TypeCode.LONG).notNull().parse();
    ColumnDefinition column =
        new ColumnDefinition("name", type, charset, nullable.equals("YES"), true);
    ColumnDefinition id = new ColumnDefinition("id", "int(11)", null, false, true);

    SchemaMismatchException error =
        assertThrows(
            SchemaMismatchException.class,
            () -> TableLayout.ofDefinition(map, List.of(column, id), List.of()));

    assertEquals("shop.orders, column 1 (name): " + message, error.getMessage());
  }

  @Test
  void aMapOfTheInnerTableOfAnOuterJoinTellsNothingOfNull() {
    TableMap map = new TableMapBytes().column(TypeCode.LONG).column(VARCHAR, 80, 0).parse();
    ColumnDefinition id = new ColumnDefinition("id", "int(11)", null, false, true);
    ColumnDefinition name = new ColumnDefinition("name", "varbinary(80)", null, true, true);

    Table table = TableLayout.ofDefinition(map, List.of(id, name), List.of(0)).table();

    assertEquals(List.of(false, true), table.columns().stream().map(Column::isNullable).toList());
  }

  @Test
  void aDefinitionThatContradictsTheMetadataIsAMismatch() {
    TableMapBytes bytes = new TableMapBytes().column(TypeCode.LONG).column(VARCHAR, 20, 0);
    TableMap map = bytes.names("id", "name").signedness(0x80).collations(8).parse();

    ColumnDefinition id = new ColumnDefinition("id", "int unsigned", null, true, true);
    ColumnDefinition name = new ColumnDefinition("name", "varchar(20)", "latin1", true, true);

    TableLayout.ofDefinition(map, List.of(id, name), List.of());
    assertMismatch(map, new ColumnDefinition("id", "int", null, true, true), name);
    assertMismatch(map, new ColumnDefinition("no", "int unsigned", null, true, true), name);
    assertMismatch(map, id, new ColumnDefinition("name", "varchar(20)", "latin2", true, true));
    assertMismatch(map, id, new ColumnDefinition("name", "varbinary(20)", null, true, true));
    assertMismatch(map, id);
    assertMismatch(map, id, name, name);
  }

  private static void assertMismatch(TableMap map, ColumnDefinition... columns) {
    assertThrows(
        SchemaMismatchException.class,
        () -> TableLayout.ofDefinition(map, List.of(columns), List.of()));
  }

  @Test
  void labelsThatNeedOtherSpaceAreAMismatch() {
    TableMap map = new TableMapBytes().column(TypeCode.STRING, TypeCode.SET, 2).parse();

    assertMismatch(map, new ColumnDefinition("s", "set('a','b')", "latin1", true, true));
  }

  @Test
  void hiddenColumnsAreInNoTable() {
    TableMap map =
        new TableMapBytes()
            .column(TypeCode.TYPED_ARRAY, TypeCode.LONGLONG)
            .column(TypeCode.TINY)
            .names("!hidden!i!0!0", "id")
            .signedness(0)
            .field(8, new EventBytes().packed(1))
            .parse();
    ColumnDefinition id = new ColumnDefinition("id", "tinyint", null, true, true);

    Table byMetadata = TableLayout.ofMetadata(map).table();
    TableLayout byDefinition = TableLayout.ofDefinition(map, List.of(id), List.of(0));

    assertEquals(byMetadata, byDefinition.table());
    assertEquals("shop.orders[id tinyint]", byMetadata.toString());
    assertEquals(List.of(0), byMetadata.primaryKey());
    assertEquals(
        "shop.orders{id=5}",
        RowsBytes.of(RowsBytes.WRITE, 2, 3)
            .image("00 0300000001020305")
            .decode(byDefinition)
            .get(0)
            .row()
            .toString());
  }

  @Test
  void anUnknownCharacterSetIsNamedWithItsColumn() {
    TableMap map = new TableMapBytes().column(VARCHAR, 80, 0).parse();
    ColumnDefinition name = new ColumnDefinition("name", "varchar(20)", "klingon", true, true);

    DecodeException error =
        assertThrows(
            DecodeException.class, () -> TableLayout.ofDefinition(map, List.of(name), List.of()));

    assertEquals("shop.orders.name: character set klingon is unknown", error.getMessage());
  }
}
