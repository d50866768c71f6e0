package dev.towpath.sink.rocketmq.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.Row;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CanalTextTest {
  private final CanalText text = new CanalText(ZoneId.of("Asia/Shanghai"));

  @Test
  void decimalsHaveAllTheirDigitsOnDemand() {
    var full = new CanalText(ZoneId.of("UTC"), Set.of(CanalOption.FULL_DECIMALS));
    Table table = Changes.table(Changes.column("c", ColumnType.DECIMAL, "decimal(20,2)"));
    Row row = Row.of(table, new BigDecimal("18.00"));

    assertEquals("18.00", full.of(row, 0));
    assertEquals("18.0", text.of(row, 0));
  }

  @ParameterizedTest
  @MethodSource
  void valueIsPrintedAndTypedAsCanalDoes(
      ColumnType type, String typeText, Object value, String expected, int sqlType) {
    Row row = Row.of(Changes.table(Changes.column("c", type, typeText)), value);

    assertEquals(expected, text.of(row, 0));
    assertEquals(sqlType, CanalText.sqlType(row, 0));
  }

  static Stream<Arguments> valueIsPrintedAndTypedAsCanalDoes() {
    return Stream.of(
        value(ColumnType.TINYINT, "tinyint(4)", -128, "-128", -6),
        value(ColumnType.TINYINT, "tinyint(1)", 1, "1", -6),
        value(ColumnType.TINYINT, "tinyint unsigned", 255, "255", 5),
        value(ColumnType.SMALLINT, "smallint", 32767, "32767", 5),
        value(ColumnType.SMALLINT, "smallint unsigned", 32768, "32768", 4),
        value(ColumnType.MEDIUMINT, "mediumint unsigned", 16777215, "16777215", 4),
        value(ColumnType.INT, "int", Integer.MIN_VALUE, "-2147483648", 4),
        value(ColumnType.INT, "int unsigned", 2147483647L, "2147483647", 4),
        value(ColumnType.INT, "int unsigned", 4294967295L, "4294967295", -5),
        value(ColumnType.BIGINT, "bigint", Long.MIN_VALUE, "-9223372036854775808", -5),
        value(
            ColumnType.BIGINT,
            "bigint unsigned",
            BigInteger.valueOf(Long.MAX_VALUE),
            "9223372036854775807",
            -5),
        value(
            ColumnType.BIGINT,
            "bigint unsigned",
            new BigInteger("18446744073709551615"),
            "18446744073709551615",
            3),
        value(ColumnType.DECIMAL, "decimal(20,2)", new BigDecimal("1E+3"), "1000", 3),
        value(ColumnType.DECIMAL, "decimal(20,2)", new BigDecimal("-0.10"), "-0.10", 3),
        value(ColumnType.FLOAT, "float", 1f, "1.0", 7),
        value(ColumnType.DOUBLE, "double", 1e10, "1.0E10", 8),
        value(ColumnType.BIT, "bit(1)", new byte[] {1}, "1", -7),
        value(ColumnType.BIT, "bit(16)", new byte[] {1, (byte) 0xff}, "511", -7),
        value(
            ColumnType.BIT,
            "bit(64)",
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
            "18446744073709551615",
            -7),
        value(ColumnType.YEAR, "year(4)", 2024, "2024", 12),
        value(ColumnType.YEAR, "year(4)", 0, "0000", 12),
        value(ColumnType.DATE, "date", LocalDate.of(988, 1, 2), "0988-01-02", 91),
        value(ColumnType.DATE, "date", new InvalidTemporal("0000-00-00"), "0000-00-00", 91),
        value(ColumnType.TIME, "time", Duration.ofSeconds(3723), "01:02:03", 92),
        value(
            ColumnType.TIME,
            "time(3)",
            Duration.ofHours(-838).minusMillis(5),
            "-838:00:00.005",
            92),
        value(
            ColumnType.DATETIME,
            "datetime(6)",
            LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000),
            "2024-02-29 01:02:03.000004",
            93),
        value(
            ColumnType.DATETIME,
            "datetime",
            new InvalidTemporal("2024-00-00 00:00:00"),
            "2024-00-00 00:00:00",
            93),
        value(
            ColumnType.TIMESTAMP,
            "timestamp",
            Instant.parse("2024-01-01T00:00:00Z"),
            "2024-01-01 08:00:00",
            93),
        value(
            ColumnType.TIMESTAMP,
            "timestamp(2)",
            Instant.parse("2024-01-01T00:00:00.129Z"),
            "2024-01-01 08:00:00.12",
            93),
        value(ColumnType.CHAR, "char(3)", "abc", "abc", 1),
        value(ColumnType.VARCHAR, "varchar(3)", "", "", 12),
        value(ColumnType.TEXT, "text", "long", "long", 2005),
        value(ColumnType.LONGTEXT, "longtext", "long", "long", 2005),
        value(
            ColumnType.BINARY, "binary(4)", new byte[] {(byte) 0xe9, 0, 1, 0}, "\u00e9\0\1", 2004),
        value(ColumnType.VARBINARY, "varbinary(4)", new byte[] {1, 0}, "\1\0", 2004),
        value(ColumnType.BLOB, "blob", new byte[] {(byte) 0xff}, "\u00ff", 2004),
        value(ColumnType.GEOMETRY, "point", new byte[] {0, 0, 0, 0, 1}, "\0\0\0\0\1", 2004),
        value(ColumnType.JSON, "json", "{\"a\": 1}", "{\"a\": 1}", 12));
  }

  private static Arguments value(
      ColumnType type, String typeText, Object value, String text, int sqlType) {
    return Arguments.of(type, typeText, value, text, sqlType);
  }

  private static Row labelled(ColumnType type, List<String> labels, String value) {
    Column column = Column.builder("c", type).labels(labels).build();
    return Row.of(Table.of("d", "t", List.of(column), List.of()), value);
  }

  @Test
  void enumIsItsIndex() {
    Row row = labelled(ColumnType.ENUM, List.of("a", "b"), "b");

    assertEquals("2", text.of(row, 0));
    assertEquals(4, CanalText.sqlType(row, 0));
  }

  @Test
  void emptyEnumIsZero() {
    assertEquals("0", text.of(labelled(ColumnType.ENUM, List.of("a", "b"), ""), 0));
  }

  @Test
  void setIsItsBits() {
    Row row = labelled(ColumnType.SET, List.of("a", "b", "c"), "a,c");

    assertEquals("5", text.of(row, 0));
    assertEquals(-7, CanalText.sqlType(row, 0));
  }

  @Test
  void setWithSixtyFourMembersIsUnsigned() {
    List<String> labels = IntStream.range(0, 64).mapToObj(i -> "m" + i).toList();

    assertEquals("9223372036854775809", text.of(labelled(ColumnType.SET, labels, "m0,m63"), 0));
  }

  @ParameterizedTest
  @MethodSource
  void nullHasTheTypeCanalGivesIt(ColumnType type, String typeText, int sqlType) {
    Row row = Row.of(Changes.table(Changes.column("c", type, typeText)), (Object) null);

    assertNull(text.of(row, 0));
    assertEquals(sqlType, CanalText.sqlType(row, 0));
  }

  static Stream<Arguments> nullHasTheTypeCanalGivesIt() {
    return Stream.of(
        Arguments.of(ColumnType.TINYINT, "tinyint unsigned", -6),
        Arguments.of(ColumnType.BIGINT, "bigint unsigned", -5),
        Arguments.of(ColumnType.JSON, "json", 1111),
        Arguments.of(ColumnType.SET, "set('a')", 2004),
        Arguments.of(ColumnType.ENUM, "enum('a')", 4),
        Arguments.of(ColumnType.BLOB, "blob", 2004),
        Arguments.of(ColumnType.TEXT, "text", 2005),
        Arguments.of(ColumnType.VARBINARY, "varbinary(4)", 2004));
  }
}
