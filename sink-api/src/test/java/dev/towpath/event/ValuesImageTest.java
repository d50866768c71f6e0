package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesImageTest {
  private static final Table TABLE =
      Table.of(
          "shop",
          "orders",
          List.of(
              Column.builder("kind", ColumnType.ENUM).labels(List.of("a", "b")).build(),
              Column.builder("flags", ColumnType.SET).labels(List.of("x", "y", "z")).build(),
              Column.builder("bits", ColumnType.BIT).build(),
              Column.builder("big", ColumnType.BIGINT).unsigned(true).build(),
              Column.builder("small", ColumnType.TINYINT).build()),
          List.of());

  @Test
  void valuesHaveTheNumbersBehindThem() {
    byte[] bits = {(byte) 0x80, 1};

    Row row = Row.of(TABLE, "b", "x,z", bits, BigInteger.TEN, -1);

    assertEquals(2, row.getLong("kind"));
    assertEquals(0b101, row.getLong("flags"));
    assertEquals(0x8001, row.getLong("bits"));
    assertEquals(10, row.getLong("big"));
    assertEquals(-1, row.getLong("small"));
  }

  @Test
  void theEmptyTextIsTheEnumOfNoLabelAndTheEmptySet() {
    Row row = Row.of(TABLE, "", "", new byte[0], BigInteger.ZERO, 0);

    assertEquals(0, row.getLong("kind"));
    assertEquals(0, row.getLong("flags"));
  }

  @Test
  void sixtyFourBitsUseTheSign() {
    byte[] bits = {-1, -1, -1, -1, -1, -1, -1, -1};

    assertEquals(-1, Row.of(TABLE, "a", "x", bits, BigInteger.ZERO, 0).getLong("bits"));
  }

  @Test
  void anIntegerBeyondLongIsNoLong() {
    Row row = Row.of(TABLE, "a", "x", new byte[0], BigInteger.ONE.shiftLeft(63), 0);

    assertThrows(IllegalStateException.class, () -> row.getLong("big"));
  }

  @Test
  void everyColumnIsPresent() {
    Row row = Row.of(TABLE, null, null, null, null, null);

    assertTrue(row.isPresent("kind"));
    assertTrue(row.isNull("kind"));
    assertThrows(IllegalArgumentException.class, () -> Row.of(TABLE, 1));
  }
}
