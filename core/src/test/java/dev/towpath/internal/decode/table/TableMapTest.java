package dev.towpath.internal.decode.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableMapTest {
  private static final int LONG = TypeCode.LONG;
  private static final int YEAR = TypeCode.YEAR;
  private static final int VARCHAR = TypeCode.VARCHAR;
  private static final int STRING = TypeCode.STRING;

  @Test
  void theHeadIsReadWithoutTheRest() {
    byte[] bytes = Arrays.copyOf(new TableMapBytes().column(99).toArray(), 22);

    TableMapHeader name = TableMapHeader.parse(bytes, 0, bytes.length);

    assertEquals(new TableMapHeader(0x0102_0304_0506L, "shop", "orders"), name);
  }

  @Test
  void anEventIsReadFromTheMiddleOfABuffer() {
    byte[] body = new TableMapBytes().column(LONG).toArray();
    byte[] buffer = new EventBytes().bytes(9, 9).bytes(body).bytes(9, 9, 9, 9).toArray();

    TableMap map = TableMap.parse(buffer, 2, 2 + body.length);

    assertEquals(0x0102_0304_0506L, map.tableId());
    assertEquals("shop", map.database());
    assertEquals("orders", map.name());
    assertEquals(1, map.columnCount());
  }

  @Test
  void typesCarryTheirSizes() {
    TableMap map =
        new TableMapBytes()
            .column(TypeCode.NEWDECIMAL, 12, 2)
            .column(VARCHAR, 0x2c, 0x01)
            .column(STRING, 0xfe, 40)
            .column(STRING, 0xee, 0x2c)
            .column(STRING, TypeCode.ENUM, 2)
            .column(STRING, TypeCode.SET, 8)
            .column(TypeCode.BIT, 4, 1)
            .column(TypeCode.BLOB, 3)
            .column(TypeCode.DATETIME2, 6)
            .parse();

    assertEquals(
        List.of(12 << 8 | 2, 300, 40, 300, 2, 8, 12, 3, 6),
        map.columns().stream().map(MappedColumn::size).toList());
    assertEquals(
        List.of(6, -2, -1, -2, 2, 8, 2, -3, 8),
        map.columns().stream().map(MappedColumn::width).toList());
    assertEquals(TypeCode.ENUM, map.columns().get(4).type());
    assertEquals(TypeCode.SET, map.columns().get(5).type());
  }

  @Test
  void nullabilityIsABitOfEachColumn() {
    TableMap map = new TableMapBytes().column(LONG).notNull().column(LONG).parse();

    assertFalse(map.columns().get(0).nullable());
    assertTrue(map.columns().get(1).nullable());
  }

  @Test
  void withoutOptionalMetadataOnlyTypesAreKnown() {
    TableMap map = new TableMapBytes().column(LONG).column(VARCHAR, 20, 0).parse();

    assertFalse(map.isSelfDescribing());
    assertNull(map.columns().get(0).name());
    assertNull(map.columns().get(0).unsigned());
    assertNull(map.columns().get(1).charset());
    assertTrue(map.columns().get(1).visible());
  }

  @Test
  void fullMetadataDescribeTheTable() {
    TableMap map =
        new TableMapBytes()
            .column(LONG)
            .column(VARCHAR, 20, 0)
            .column(STRING, TypeCode.ENUM, 1)
            .column(STRING, TypeCode.SET, 1)
            .column(TypeCode.GEOMETRY, 4)
            .column(TypeCode.VECTOR, 4)
            .names("id", "name", "kind", "flags", "place", "v")
            .signedness(0x80)
            .field(2, new EventBytes().packed(45))
            .field(5, new EventBytes().packed(2).text("x").text("y"))
            .field(6, new EventBytes().packed(1).bytes(1, 0xe9))
            .field(7, new EventBytes().packed(1))
            .field(8, new EventBytes().packed(0))
            .field(10, new EventBytes().packed(8))
            .field(12, new EventBytes().bytes(0b1011_1100))
            .field(13, new EventBytes().packed(300))
            .field(99, new EventBytes().text("of a later server"))
            .parse();

    List<MappedColumn> columns = map.columns();
    assertTrue(map.isSelfDescribing());
    assertEquals(true, columns.get(0).unsigned());
    assertEquals("utf8mb4", columns.get(1).charset());
    assertFalse(columns.get(1).visible());
    assertEquals(List.of("é"), columns.get(2).labels());
    assertEquals(List.of("x", "y"), columns.get(3).labels());
    assertEquals(1, columns.get(4).geometry());
    assertEquals(300, columns.get(5).dimensions());
    assertEquals(List.of(0), map.primaryKey());
  }

  @Test
  void onlyCharacterColumnsHaveCollations() {
    TableMapBytes table =
        new TableMapBytes()
            .column(LONG)
            .column(VARCHAR, 20, 0)
            .column(STRING, TypeCode.ENUM, 1)
            .column(TypeCode.BLOB, 2)
            .column(TypeCode.GEOMETRY, 4)
            .column(STRING, 0xfe, 9);

    TableMap listed = table.collations(8, 63, 28).parse();

    assertEquals("latin1", listed.columns().get(1).charset());
    assertEquals("binary", listed.columns().get(3).charset());
    assertEquals("gbk", listed.columns().get(5).charset());
    assertNull(listed.columns().get(2).charset());
  }

  @Test
  void theDefaultCollationHasExceptions() {
    TableMap map =
        new TableMapBytes()
            .column(VARCHAR, 20, 0)
            .column(LONG)
            .column(VARCHAR, 20, 0)
            .field(2, new EventBytes().packed(255).packed(1).packed(63))
            .parse();

    assertEquals("utf8mb4", map.columns().get(0).charset());
    assertEquals("binary", map.columns().get(2).charset());
  }

  @Test
  void aPrimaryKeyMayHavePrefixes() {
    TableMap map =
        new TableMapBytes()
            .column(LONG)
            .column(VARCHAR, 20, 0)
            .field(9, new EventBytes().packed(1).packed(10).packed(0).packed(0))
            .parse();

    assertEquals(List.of(1, 0), map.primaryKey());
  }

  @Test
  void labelsWithoutCharacterSetAreReadWhenTheyAreAscii() {
    TableMapBytes table = new TableMapBytes().column(STRING, TypeCode.ENUM, 1).names("kind");

    TableMap ascii = table.field(6, new EventBytes().packed(1).text("a")).parse();
    TableMap other = table.field(6, new EventBytes().packed(1).text("é")).parse();

    assertEquals(List.of("a"), ascii.columns().get(0).labels());
    assertNull(other.columns().get(0).labels());
    assertFalse(other.isSelfDescribing());
  }

  @ParameterizedTest
  @CsvSource({
    "8.0.12, 0x80, true, false",
    "8.0.12, 0x40, false, true",
    "8.0.36, 0xa0, true, true",
    "9.1.0-commercial, 0x20, false, true",
    "10.11.6-MariaDB-log, 0xe0, true, true"
  })
  void yearsHaveASignOrNotDependingOnTheServer(
      String version, int bits, boolean first, boolean second) {
    TableMap map =
        new TableMapBytes()
            .column(LONG)
            .column(YEAR)
            .column(LONG)
            .signedness(bits)
            .parse(BinlogDialect.of(version));

    assertEquals(first, map.columns().get(0).unsigned());
    assertEquals(second, map.columns().get(2).unsigned());
  }

  @ParameterizedTest
  @CsvSource({"0x80, true, false", "0xa0, true, true", "0x00, false, false", "0x40, false, "})
  void ofAnUnknownServerOnlyUndoubtedSignsAreTaken(
      int bits, boolean first, @Nullable Boolean second) {
    TableMap map =
        new TableMapBytes().column(LONG).column(YEAR).column(LONG).signedness(bits).parse();

    assertEquals(first, map.columns().get(0).unsigned());
    assertEquals(second, map.columns().get(2).unsigned());
  }

  @Test
  void mariaDbCountsSpatialColumnsAmongCharacterColumns() {
    TableMap map =
        new TableMapBytes()
            .column(TypeCode.GEOMETRY, 4)
            .column(VARCHAR, 20, 0)
            .collations(63, 8)
            .parse(BinlogDialect.of("10.6.12-MariaDB"));

    assertEquals("latin1", map.columns().get(1).charset());
  }

  @Test
  void temporalsOfTheOldFormatNeedADefinition() {
    TableMap map = new TableMapBytes().column(TypeCode.DATETIME).names("at").parse();

    // MariaDB writes the same code with fractions, of other widths.
    assertFalse(map.isSelfDescribing());
  }

  @Test
  void aHiddenArrayNeedsNoDescription() {
    TableMap map =
        new TableMapBytes()
            .column(LONG)
            .column(TypeCode.TYPED_ARRAY, VARCHAR, 30, 0, 0)
            .names("id", "!hidden!i!0!0")
            .signedness(0)
            .parse();

    assertTrue(map.isSelfDescribing());
    assertTrue(map.columns().get(1).isHidden());
    assertEquals(-4, map.columns().get(1).width());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "140 | column 1 is COMPRESSED, which is not supported; exclude the table, or ALTER it",
        "142 | column 1 has type code 142, which is unknown",
        "0 | column 1 has type code 0, which is unknown",
        "246 66 0 | the metadata of column 1 does not fit its type",
        "246 5 6 | the metadata of column 1 does not fit its type",
        "246 0 0 | the metadata of column 1 does not fit its type",
        "252 5 | the metadata of column 1 does not fit its type",
        "252 0 | the metadata of column 1 does not fit its type",
        "18 7 | the metadata of column 1 does not fit its type",
        "16 8 1 | the metadata of column 1 does not fit its type",
        "16 1 8 | the metadata of column 1 does not fit its type",
        "254 247 3 | the metadata of column 1 does not fit its type",
        "254 248 9 | the metadata of column 1 does not fit its type",
        "254 240 9 | the metadata of column 1 does not fit its type",
        "4 8 | the metadata of column 1 does not fit its type",
        "3 1 | 1 bytes belong to no column"
      })
  void metadataThatDoNotFitTheirTypeAreRefused(String column, String message) {
    int[] codes = Arrays.stream(column.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    TableMapBytes table =
        new TableMapBytes().column(codes[0], Arrays.copyOfRange(codes, 1, codes.length));

    DecodeException error = assertThrows(DecodeException.class, table::parse);

    String text = String.valueOf(error.getMessage());
    assertTrue(text.endsWith(message), text);
    assertTrue(text.startsWith("TABLE_MAP event of shop.orders, column metadata, byte "), text);
  }

  @Test
  void aLengthBeyondTheEndIsRefusedWithItsPlace() {
    byte[] bytes = new TableMapBytes().column(LONG).field(4, new EventBytes()).toArray();
    bytes[bytes.length - 1] = 40;

    DecodeException error =
        assertThrows(DecodeException.class, () -> TableMap.parse(bytes, 0, bytes.length));

    assertEquals(
        "TABLE_MAP event of shop.orders, byte 27: length of metadata field 4 is 40, but only 0"
            + " bytes follow",
        error.getMessage());
  }

  @Test
  void aRangeOutsideOfTheBufferIsTheCallersFault() {
    assertThrows(IndexOutOfBoundsException.class, () -> TableMap.parse(new byte[10], 0, 11));
  }
}
