package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueTextTest {

  private static @Nullable String text(ColumnType type, String typeText, @Nullable Object value) {
    Column column = Column.builder("c", type).typeText(typeText).build();
    Table table = Table.of("shop", "orders", List.of(column), List.of());
    return Row.of(table, new @Nullable Object[] {value}).getString(0);
  }

  @Test
  void numbersAreAsMySqlPrintsThem() {
    assertEquals("-5", text(ColumnType.INT, "int", -5));
    assertEquals("42", text(ColumnType.INT, "int(5) unsigned zerofill", 42));
    assertEquals(
        "18446744073709551615",
        text(ColumnType.BIGINT, "bigint unsigned", new BigInteger("18446744073709551615")));
    assertEquals("0.00", text(ColumnType.DECIMAL, "decimal(5,2)", new BigDecimal("0.00")));
    assertEquals(
        "0.0000000001", text(ColumnType.DECIMAL, "decimal(11,10)", new BigDecimal("1e-10")));
    assertEquals("1e15", text(ColumnType.DOUBLE, "double", 1e15));
    assertEquals("0.1", text(ColumnType.FLOAT, "float", 0.1f));
  }

  @Test
  void floatingPointNumbersWithDecimalsShowThem() {
    assertEquals("1.50", text(ColumnType.DOUBLE, "double(10,2)", 1.5));
    assertEquals("12345.6787", text(ColumnType.FLOAT, "float(12,4) unsigned", 12345.679f));
  }

  @Test
  void yearsHaveFourDigits() {
    assertEquals("0000", text(ColumnType.YEAR, "year", 0));
    assertEquals("2024", text(ColumnType.YEAR, "year(4)", 2024));
  }

  @Test
  void fractionsHaveTheDigitsOfTheColumn() {
    LocalDateTime time = LocalDateTime.parse("2024-02-29T01:02:03.5");

    assertEquals("2024-02-29 01:02:03", text(ColumnType.DATETIME, "datetime", time));
    assertEquals("2024-02-29 01:02:03.500", text(ColumnType.DATETIME, "datetime(3)", time));
    assertEquals(
        "1970-01-01 00:00:01.000000",
        text(ColumnType.TIMESTAMP, "timestamp(6)", Instant.ofEpochSecond(1)));
    assertEquals("0001-01-01", text(ColumnType.DATE, "date", LocalDate.of(1, 1, 1)));
  }

  @Test
  void timesMayBeNegativeAndLong() {
    assertEquals(
        "-838:59:59.0", text(ColumnType.TIME, "time(1)", Duration.parse("PT-838H-59M-59S")));
    assertEquals("-00:00:00.000001", text(ColumnType.TIME, "time(6)", Duration.ofNanos(-1_000)));
  }

  @Test
  void otherValuesAreTheirText() {
    assertEquals("", text(ColumnType.VARCHAR, "varchar(5)", ""));
    assertEquals("0x00FF", text(ColumnType.VARBINARY, "varbinary(5)", new byte[] {0, -1}));
    assertEquals("2024-00-00", text(ColumnType.DATE, "date", new InvalidTemporal("2024-00-00")));
    assertNull(text(ColumnType.INT, "int", null));
  }
}
