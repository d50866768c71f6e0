package dev.towpath.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.event.RowInsert;
import dev.towpath.event.Table;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.testkit.RecordingSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryValuesTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<Column> columns = new ArrayList<>();
  private final List<List<@Nullable Object>> rows =
      List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  private void column(Column.Builder column, @Nullable Object... values) {
    columns.add(column.build());
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).add(i < values.length ? values[i] : null);
    }
  }

  private static Column.Builder type(ColumnType type, String text) {
    return Column.builder("c_" + type + "_" + text.replaceAll("\\W+", "_"), type).typeText(text);
  }

  private void numbers() {
    column(type(ColumnType.TINYINT, "tinyint"), -128, 127);
    column(type(ColumnType.TINYINT, "tinyint unsigned").unsigned(true), 0, 255);
    column(type(ColumnType.SMALLINT, "smallint"), -32768, 32767);
    column(type(ColumnType.MEDIUMINT, "mediumint"), -8388608, 8388607);
    column(type(ColumnType.MEDIUMINT, "mediumint unsigned").unsigned(true), 0, 16777215);
    column(type(ColumnType.INT, "int"), Integer.MIN_VALUE, Integer.MAX_VALUE);
    column(type(ColumnType.INT, "int unsigned").unsigned(true), 0L, 4294967295L);
    column(type(ColumnType.BIGINT, "bigint"), Long.MIN_VALUE, Long.MAX_VALUE);
    column(
        type(ColumnType.BIGINT, "bigint unsigned").unsigned(true),
        BigInteger.ZERO,
        new BigInteger("18446744073709551615"));
    column(type(ColumnType.DECIMAL, "decimal"), new BigDecimal("-1234567890"), BigDecimal.ZERO);
    column(
        type(ColumnType.DECIMAL, "decimal(20,7)"),
        new BigDecimal("-1234567890123.0000001"),
        new BigDecimal("9999999999999.9999999"));
    column(
        type(ColumnType.DECIMAL, "decimal(5,5)"),
        new BigDecimal("-0.12345"),
        new BigDecimal("0.99999"));
    column(
        type(ColumnType.DECIMAL, "decimal(65,30)"),
        new BigDecimal("-12345678901234567890123456789012345.123456789012345678901234567890"),
        new BigDecimal("0.000000000000000000000000000001"));
    column(type(ColumnType.FLOAT, "float"), -1.5f, Float.MAX_VALUE);
    column(type(ColumnType.DOUBLE, "double"), -1e300, Double.MIN_VALUE);
    column(type(ColumnType.YEAR, "year"), 1901, 2155);
    column(type(ColumnType.BIT, "bit(12)"), new byte[] {0x0F, -1}, new byte[] {0, 0});
  }

  private void times() {
    column(type(ColumnType.DATE, "date"), LocalDate.of(1000, 1, 1), LocalDate.of(9999, 12, 31));
    column(
        type(ColumnType.DATETIME, "datetime"),
        LocalDateTime.of(1000, 1, 1, 0, 0),
        LocalDateTime.of(9999, 12, 31, 23, 59, 59));
    column(
        type(ColumnType.DATETIME, "datetime(3)"),
        LocalDateTime.of(2030, 2, 28, 23, 59, 59, 987_000_000),
        LocalDateTime.of(2030, 2, 28, 0, 0, 0, 1_000_000));
    column(
        type(ColumnType.TIMESTAMP, "timestamp(6)"),
        Instant.parse("2038-01-19T03:14:07.999999Z"),
        Instant.parse("1970-01-01T00:00:01Z"));
    column(type(ColumnType.TIMESTAMP, "timestamp(1)"), Instant.parse("2030-01-01T00:00:00.700Z"));
    column(
        type(ColumnType.TIME, "time"),
        Duration.ofHours(-838).minusMinutes(59).minusSeconds(59),
        Duration.ofSeconds(1));
    column(
        type(ColumnType.TIME, "time(5)"),
        Duration.ofHours(-1).minusNanos(123_450_000),
        Duration.ofNanos(10_000));
  }

  private void strings() {
    column(type(ColumnType.CHAR, "char(255)"), "größe", "x".repeat(255));
    column(type(ColumnType.VARCHAR, "varchar(50)"), "😀".repeat(50), "");
    column(type(ColumnType.VARCHAR, "varchar(1000)"), "é".repeat(1000), "a");
    column(type(ColumnType.BINARY, "binary(3)"), new byte[] {1, 2, 3}, new byte[] {-1, 0, 1});
    column(type(ColumnType.VARBINARY, "varbinary(300)"), new byte[300], new byte[0]);
    column(type(ColumnType.TINYTEXT, "tinytext"), "t", "");
    column(type(ColumnType.TEXT, "text"), "t".repeat(65_535), "");
    column(type(ColumnType.MEDIUMTEXT, "mediumtext"), "m".repeat(70_000), "");
    column(type(ColumnType.LONGTEXT, "longtext"), "l".repeat(70_000), "");
    column(type(ColumnType.TINYBLOB, "tinyblob"), new byte[255], new byte[0]);
    column(type(ColumnType.BLOB, "blob"), new byte[300], new byte[0]);
    column(type(ColumnType.MEDIUMBLOB, "mediumblob"), new byte[70_000], new byte[0]);
    column(type(ColumnType.LONGBLOB, "longblob"), new byte[70_000], new byte[0]);
    column(type(ColumnType.ENUM, "enum").labels(List.of("a", "it's")), "it's", "a");
    column(type(ColumnType.SET, "set").labels(List.of("x", "y", "z")), "x,z", "");
  }

  @Test
  void valuesOfEveryTypeArriveAsTheyWereWritten() throws InterruptedException {
    numbers();
    times();
    strings();
    Table table = Table.of("d", "t", columns, List.of(0));
    var sink = new RecordingSink();

    try (MemorySource source = MemorySource.builder().table(table).start();
        CdcPipeline pipeline =
            CdcPipeline.builder()
                .name("values")
                .source(source.mySql())
                .sink(sink.factory())
                .positionStore(new InMemoryPositionStore())
                .build()) {
      pipeline.start();
      MemoryTransaction transaction = source.transaction();
      rows.forEach(row -> transaction.insert("d.t", row.toArray()));
      assertTrue(pipeline.awaitAcknowledged(transaction.commit(), LIMIT));
    }

    List<Row> arrived =
        sink.events().stream()
            .filter(RowInsert.class::isInstance)
            .map(event -> ((RowInsert) event).after())
            .toList();
    assertEquals(rows.size(), arrived.size());
    for (int i = 0; i < rows.size(); i++) {
      assertRow(rows.get(i), arrived.get(i));
    }
  }

  private void assertRow(List<@Nullable Object> written, Row arrived) {
    for (int column = 0; column < columns.size(); column++) {
      String name = columns.get(column).name();
      Object value = written.get(column);
      assertEquals(name, arrived.table().column(column).name());
      assertEquals(columns.get(column).type(), arrived.table().column(column).type(), name);
      if (value instanceof byte[] bytes) {
        assertArrayEquals(bytes, (byte[]) arrived.get(column), name);
      } else {
        assertEquals(value, arrived.get(column), name);
      }
    }
  }

  @Test
  void valuesThatAColumnCannotHoldAreRefused() {
    assertRefused(type(ColumnType.TINYINT, "tinyint"), 128, -129, "1.5", "");
    assertRefused(type(ColumnType.INT, "int unsigned").unsigned(true), -1, 4294967296L);
    assertRefused(type(ColumnType.DECIMAL, "decimal"), "0.5", "12345678901");
    assertRefused(type(ColumnType.YEAR, "year"), 1900, 2156);
    assertRefused(
        type(ColumnType.DATETIME, "datetime"), LocalDateTime.of(2030, 1, 1, 0, 0, 0, 1_000), "x");
    assertRefused(type(ColumnType.TIMESTAMP, "timestamp"), Instant.EPOCH);
    assertRefused(type(ColumnType.TIME, "time"), Duration.ofHours(839));
    assertRefused(type(ColumnType.VARCHAR, "varchar(2)"), "abc", new byte[1]);
    assertRefused(type(ColumnType.TINYTEXT, "tinytext"), "a".repeat(256));
    assertRefused(type(ColumnType.ENUM, "enum").labels(List.of("a")), "b", 1);
    assertRefused(type(ColumnType.SET, "set").labels(List.of("a")), "a,b");
    assertRefused(type(ColumnType.BIT, "bit(9)"), new byte[1]);
  }

  private static void assertRefused(Column.Builder column, Object... values) {
    var described = new MemoryColumn("d.t", column.build());
    for (Object value : values) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> described.write(value, new WireBytes()),
              () -> described.columnType() + " took " + value);
      assertTrue(String.valueOf(refused.getMessage()).contains("has no value"), refused::toString);
    }
  }
}
