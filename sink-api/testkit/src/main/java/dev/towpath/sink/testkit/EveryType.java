package dev.towpath.sink.testkit;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table with a column of every type, signed and unsigned, and rows of typical and unusual values.
 */
public final class EveryType {

  /** The kinds of rows. */
  public enum Sample {
    /** Ordinary values. */
    TYPICAL,
    /** The smallest value, or one with unusual characters. */
    LEAST,
    /** The largest or a long value. */
    GREATEST,
    /** Zero, empty, {@code 0000-00-00}. */
    EMPTY,
    /** NULL everywhere. */
    NULL,
    /** An image with the key and one other column only. */
    ABSENT
  }

  private static final String ODD =
      " \t\"quoted\" 'it''s' \\n \n{}[],;=<&>%\u0000\u0001\u00e9\u8ba2\ud83d\ude00 ";
  private static final byte[] ALL_BYTES = new byte[256];
  private static final HexFormat HEX = HexFormat.of();

  static {
    for (int i = 0; i < ALL_BYTES.length; i++) {
      ALL_BYTES[i] = (byte) i;
    }
  }

  private record Values(
      Column column, Object typical, Object least, Object greatest, Object empty) {
    @Nullable Object of(Sample sample) {
      return switch (sample) {
        case TYPICAL, ABSENT -> typical;
        case LEAST -> least;
        case GREATEST -> greatest;
        case EMPTY -> empty;
        case NULL -> null;
      };
    }
  }

  private static final List<Values> VALUES = values();

  private EveryType() {}

  /** Returns a table with a column of each of {@code types}, and the key {@code id}. */
  public static Table table(Set<ColumnType> types) {
    var builder = TestEvents.table("types.every_type");
    builder.column(Column.builder("id", ColumnType.BIGINT).nullable(false).build());
    VALUES.stream()
        .map(Values::column)
        .filter(column -> types.contains(column.type()))
        .forEach(builder::column);
    return builder.primaryKey("id").build();
  }

  /** Returns a transaction that inserts the row; for {@link Sample#ABSENT} it updates the row. */
  public static EventBatch batch(TestEvents events, Table table, Sample sample, long id) {
    TestTransaction transaction = events.transaction();
    if (sample == Sample.ABSENT) {
      transaction.update(table).minimal().was("id", id);
    } else {
      transaction.insert(table).with("id", id);
    }
    int named = 0;
    for (Values values : VALUES) {
      boolean there = table.columns().contains(values.column);
      if (there && (sample != Sample.ABSENT || named++ == 0)) {
        transaction.with(values.column.name(), values.of(sample));
      }
    }
    return transaction.batch();
  }

  private static List<Values> values() {
    List<Values> values = new ArrayList<>();
    integers(values);
    numbers(values);
    temporals(values);
    texts(values);
    bytes(values);
    return List.copyOf(values);
  }

  private static void integers(List<Values> to) {
    add(to, ColumnType.TINYINT, "tinyint", 42, -128, 127, 0);
    add(to, ColumnType.TINYINT, "tinyint unsigned", 200, 1, 255, 0);
    add(to, ColumnType.SMALLINT, "smallint", 300, -32768, 32767, 0);
    add(to, ColumnType.SMALLINT, "smallint unsigned", 40000, 1, 65535, 0);
    add(to, ColumnType.MEDIUMINT, "mediumint", 70000, -8388608, 8388607, 0);
    add(to, ColumnType.MEDIUMINT, "mediumint unsigned", 9000000, 1, 16777215, 0);
    add(to, ColumnType.INT, "int", 100000, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
    add(to, ColumnType.INT, "int unsigned", 3000000000L, 1L, 4294967295L, 0L);
    add(to, ColumnType.BIGINT, "bigint", 10000000000L, Long.MIN_VALUE, Long.MAX_VALUE, 0L);
    add(
        to,
        ColumnType.BIGINT,
        "bigint unsigned",
        BigInteger.TWO.pow(63),
        BigInteger.ONE,
        BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
        BigInteger.ZERO);
  }

  private static void numbers(List<Values> to) {
    decimals(to, "decimal(10,2)", "9.90", "-99999999.99", "99999999.99", "0.00");
    String nines = "9".repeat(65);
    decimals(to, "decimal(65,0)", "12345678901234567890", '-' + nines, nines, "0");
    String fraction = "0." + "0".repeat(29) + "1";
    decimals(
        to,
        "decimal(35,30)",
        fraction,
        '-' + fraction,
        "99999." + "9".repeat(30),
        "0." + "0".repeat(30));
    add(to, ColumnType.FLOAT, "float", 1.5f, -3.40282e38f, 3.40282e38f, 0f);
    add(to, ColumnType.DOUBLE, "double", 0.1, -Double.MAX_VALUE, Double.MIN_NORMAL, 0.0);
    add(to, ColumnType.YEAR, "year", 2024, 1901, 2155, 0);
    add(to, ColumnType.BIT, "bit(1)", bytes("01"), bytes("00"), bytes("01"), bytes("00"));
    add(
        to,
        ColumnType.BIT,
        "bit(64)",
        bytes("0123456789abcdef"),
        bytes("0000000000000001"),
        bytes("ffffffffffffffff"),
        bytes("0000000000000000"));
  }

  private static void decimals(
      List<Values> to, String type, String typical, String least, String greatest, String empty) {
    add(
        to,
        ColumnType.DECIMAL,
        type,
        new BigDecimal(typical),
        new BigDecimal(least),
        new BigDecimal(greatest),
        new BigDecimal(empty));
  }

  private static void temporals(List<Values> to) {
    add(
        to,
        ColumnType.DATE,
        "date",
        LocalDate.of(2024, 2, 29),
        LocalDate.of(1000, 1, 1),
        LocalDate.of(9999, 12, 31),
        new InvalidTemporal("0000-00-00"));
    var longest = Duration.ofHours(838).plusMinutes(59).plusSeconds(59);
    add(
        to,
        ColumnType.TIME,
        "time",
        Duration.ofSeconds(3661),
        longest.negated(),
        longest,
        Duration.ZERO);
    add(
        to,
        ColumnType.TIME,
        "time(6)",
        Duration.ofNanos(1_500_000_000),
        Duration.ofNanos(-1_000),
        Duration.ofHours(838),
        Duration.ZERO);
    add(
        to,
        ColumnType.DATETIME,
        "datetime",
        LocalDateTime.of(2024, 2, 29, 12, 30, 1),
        LocalDateTime.of(1000, 1, 1, 0, 0),
        LocalDateTime.of(9999, 12, 31, 23, 59, 59),
        new InvalidTemporal("2024-00-00 00:00:00"));
    add(
        to,
        ColumnType.DATETIME,
        "datetime(6)",
        LocalDateTime.of(2024, 2, 29, 12, 30, 1, 120_000_000),
        LocalDateTime.of(1000, 1, 1, 0, 0, 0, 1_000),
        LocalDateTime.of(9999, 12, 31, 23, 59, 59, 499_999_000),
        new InvalidTemporal("0000-00-00 00:00:00.000000"));
    add(
        to,
        ColumnType.TIMESTAMP,
        "timestamp(3)",
        Instant.parse("2024-07-01T10:00:00.120Z"),
        Instant.parse("1970-01-01T00:00:01Z"),
        Instant.parse("2038-01-19T03:14:07.499Z"),
        new InvalidTemporal("0000-00-00 00:00:00.000"));
  }

  private static void texts(List<Values> to) {
    add(to, ColumnType.CHAR, "char(40)", "abc", ODD.strip(), "\ud83d\ude00".repeat(40), "");
    add(to, ColumnType.VARCHAR, "varchar(255)", "abc", ODD, "\u8ba2".repeat(255), "");
    add(to, ColumnType.TINYTEXT, "tinytext", "abc", ODD, "x".repeat(255), "");
    add(to, ColumnType.TEXT, "text", "abc", ODD, "x".repeat(65_535), "");
    add(to, ColumnType.MEDIUMTEXT, "mediumtext", "abc", ODD, "\u00e9".repeat(70_000), "");
    add(to, ColumnType.LONGTEXT, "longtext", "abc", ODD, "x".repeat(70_000), "");
    var labels = List.of("small", "it's, \"big\"", "\u8ba2");
    add(
        to,
        Column.builder("c_enum", ColumnType.ENUM)
            .typeText("enum('small','it''s, \"big\"','\u8ba2')")
            .labels(labels)
            .build(),
        "small",
        "it's, \"big\"",
        "\u8ba2",
        "");
    add(
        to,
        Column.builder("c_set", ColumnType.SET)
            .typeText("set('a','b','\u8ba2')")
            .labels(List.of("a", "b", "\u8ba2"))
            .build(),
        "a,b",
        "\u8ba2",
        "a,b,\u8ba2",
        "");
    add(
        to,
        ColumnType.JSON,
        "json",
        "{\"a\": [1, 2.5, null, true, \"\u00e9\\\"\"]}",
        "null",
        "[" + "\"x\", ".repeat(1000) + "1]",
        "{}");
  }

  private static void bytes(List<Values> to) {
    byte[] few = bytes("00ff80");
    byte[] none = new byte[0];
    add(
        to,
        ColumnType.BINARY,
        "binary(4)",
        bytes("00010203"),
        bytes("00000000"),
        bytes("ffffffff"),
        bytes("00000000"));
    add(to, ColumnType.VARBINARY, "varbinary(300)", few, bytes("00"), ALL_BYTES, none);
    add(to, ColumnType.TINYBLOB, "tinyblob", few, bytes("00"), new byte[255], none);
    add(
        to,
        ColumnType.BLOB,
        "blob",
        few,
        "\u8ba2".getBytes(StandardCharsets.UTF_8),
        new byte[65_535],
        none);
    add(to, ColumnType.MEDIUMBLOB, "mediumblob", few, bytes("0a"), new byte[70_000], none);
    add(to, ColumnType.LONGBLOB, "longblob", few, ALL_BYTES, new byte[70_000], none);
    byte[] point = bytes("000000000101000000000000000000f03f0000000000000040");
    byte[] located = bytes("e61000000101000000000000000000f03f0000000000000040");
    add(to, ColumnType.GEOMETRY, "point", point, located, point, located);
    byte[] vector = bytes("0000803f00000040");
    add(
        to,
        ColumnType.VECTOR,
        "vector(3)",
        vector,
        bytes("ffff7fff"),
        bytes("ffff7f7f"),
        bytes("00000000"));
  }

  private static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  private static void add(
      List<Values> to,
      ColumnType type,
      String text,
      Object typical,
      Object least,
      Object greatest,
      Object empty) {
    String name = "c_" + text.replaceAll("[(), ]+", "_").replaceAll("_$", "");
    Column column =
        Column.builder(name, type).typeText(text).unsigned(text.endsWith("unsigned")).build();
    add(to, column, typical, least, greatest, empty);
  }

  private static void add(
      List<Values> to, Column column, Object typical, Object least, Object greatest, Object empty) {
    to.add(new Values(column, typical, least, greatest, empty));
  }
}
