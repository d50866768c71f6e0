package dev.towpath.testkit;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column of a table in a {@link MemorySource}: how it is described in the binlog, and how its
 * values are written there. Immutable.
 */
final class MemoryColumn {
  /** The collations {@code utf8mb4_0900_ai_ci} and {@code binary}. */
  static final int UTF8 = 255;

  static final int BINARY = 63;

  private static final Pattern ARGUMENTS = Pattern.compile("\\w+\\((\\d+)(?:,(\\d+))?\\)");
  private static final int BYTES_PER_CHARACTER = 4;
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  private static final int LONGEST_VARCHAR = 65_535;

  private final String table;
  private final Column column;
  private final int length;
  private final int scale;
  private final int code;

  MemoryColumn(String table, Column column) {
    this.table = table;
    this.column = column;
    Matcher arguments = ARGUMENTS.matcher(column.typeText().replace(" ", ""));
    boolean given = arguments.find();
    this.length = given ? Integer.parseInt(arguments.group(1)) : defaultLength();
    String second = given ? arguments.group(2) : null;
    this.scale = second == null ? 0 : Integer.parseInt(second);
    this.code = codeOf();
    requireValid();
  }

  Column column() {
    return column;
  }

  private int defaultLength() {
    return switch (column.type()) {
      case DECIMAL -> 10;
      case CHAR, BINARY, BIT -> 1;
      case VARCHAR, VARBINARY ->
          throw refused("has no length, as %s(100); set it with typeText".formatted(typeName()));
      default -> 0;
    };
  }

  private void requireValid() {
    switch (column.type()) {
      case ENUM, SET -> {
        if (column.labels().isEmpty()) {
          throw refused("has no labels; set them with labels");
        }
      }
      case VARCHAR, VARBINARY -> {
        if (byteLength() > LONGEST_VARCHAR) {
          throw refused("is longer than " + LONGEST_VARCHAR + " bytes");
        }
      }
      default -> {}
    }
  }

  private IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException(
        "column %s.%s, %s, %s".formatted(table, column.name(), column.typeText(), reason));
  }

  private String typeName() {
    return column.type().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the type as {@code information_schema} shows it. */
  String columnType() {
    String labels =
        column.labels().stream()
            .map(label -> "'" + label.replace("'", "''") + "'")
            .collect(Collectors.joining(",", "(", ")"));
    String type =
        switch (column.type()) {
          case DECIMAL -> "decimal(%d,%d)".formatted(length, scale);
          case CHAR, VARCHAR, BINARY, VARBINARY, BIT -> "%s(%d)".formatted(typeName(), length);
          case ENUM, SET -> typeName() + labels;
          case TIME, DATETIME, TIMESTAMP -> typeName() + (length == 0 ? "" : "(" + length + ")");
          default -> typeName();
        };
    return column.isUnsigned() ? type + " unsigned" : type;
  }

  /** Returns whether the description of the table has a bit for its sign. */
  boolean isNumber() {
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE, YEAR -> true;
      default -> false;
    };
  }

  boolean isUnsigned() {
    return column.isUnsigned() || column.type() == ColumnType.YEAR;
  }

  boolean isLabelled() {
    return column.type() == ColumnType.ENUM || column.type() == ColumnType.SET;
  }

  boolean isText() {
    return switch (column.type()) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> true;
      default -> false;
    };
  }

  /** Returns whether the description of the table has its collation, among the strings. */
  boolean isString() {
    return isText()
        || switch (column.type()) {
          case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
          default -> false;
        };
  }

  /** Returns the code of the type in the binlog. */
  int code() {
    return code;
  }

  private int codeOf() {
    return switch (column.type()) {
      case TINYINT -> 1;
      case SMALLINT -> 2;
      case MEDIUMINT -> 9;
      case INT -> 3;
      case BIGINT -> 8;
      case DECIMAL -> 246;
      case FLOAT -> 4;
      case DOUBLE -> 5;
      case BIT -> 16;
      case YEAR -> 13;
      case DATE -> 10;
      case TIME -> 19;
      case DATETIME -> 18;
      case TIMESTAMP -> 17;
      case VARCHAR, VARBINARY -> 15;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> 252;
      case CHAR, BINARY, ENUM, SET -> 254;
      case JSON, GEOMETRY, VECTOR ->
          throw refused("cannot be written in memory; test it on a real server");
    };
  }

  /** Adds what the binlog says of the type besides its code. */
  void describe(WireBytes metadata) {
    switch (column.type()) {
      case DECIMAL -> metadata.little(length, 1).little(scale, 1);
      case FLOAT -> metadata.little(Float.BYTES, 1);
      case DOUBLE -> metadata.little(Double.BYTES, 1);
      case BIT -> metadata.little(length % Byte.SIZE, 1).little(length / Byte.SIZE, 1);
      case TIME, DATETIME, TIMESTAMP -> metadata.little(length, 1);
      case VARCHAR, VARBINARY -> metadata.little(byteLength(), 2);
      case CHAR, BINARY ->
          metadata.little(0xFE ^ (byteLength() & 0x300) >> 4, 1).little(byteLength(), 1);
      case ENUM -> metadata.little(0xF7, 1).little(labelBytes(), 1);
      case SET -> metadata.little(0xF8, 1).little(labelBytes(), 1);
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          metadata.little(prefix(), 1);
      default -> {}
    }
  }

  private int byteLength() {
    return isText() ? length * BYTES_PER_CHARACTER : length;
  }

  private int labelBytes() {
    int labels = column.labels().size();
    if (column.type() == ColumnType.ENUM) {
      return labels < 256 ? 1 : 2;
    }
    int bytes = (labels + 7) / 8;
    return bytes > 4 ? 8 : bytes;
  }

  private int prefix() {
    return switch (column.type()) {
      case TINYTEXT, TINYBLOB -> 1;
      case MEDIUMTEXT, MEDIUMBLOB -> 3;
      case LONGTEXT, LONGBLOB -> 4;
      case TEXT, BLOB -> 2;
      default -> byteLength() > 255 ? 2 : 1;
    };
  }

  /**
   * Adds a value that is not NULL.
   *
   * @throws IllegalArgumentException if it is none of this column
   */
  void write(Object value, WireBytes row) {
    try {
      switch (column.type()) {
        case TINYINT -> row.little(integer(value, 8), 1);
        case SMALLINT -> row.little(integer(value, 16), 2);
        case MEDIUMINT -> row.little(integer(value, 24), 3);
        case INT -> row.little(integer(value, 32), 4);
        case BIGINT -> row.little(integer(value, 64), 8);
        case YEAR -> row.little(year(value), 1);
        case DECIMAL -> decimal(new BigDecimal(value.toString()), row);
        case FLOAT ->
            row.little(Float.floatToRawIntBits(Float.parseFloat(value.toString())), Float.BYTES);
        case DOUBLE ->
            row.little(
                Double.doubleToRawLongBits(Double.parseDouble(value.toString())), Double.BYTES);
        case DATE -> row.little(date((LocalDate) value), 3);
        case DATETIME -> dateTime((LocalDateTime) value, row);
        case TIMESTAMP -> timestamp((Instant) value, row);
        case TIME -> time((Duration) value, row);
        case ENUM -> row.little(label((String) value) + 1L, labelBytes());
        case SET -> row.little(labels((String) value), labelBytes());
        case BIT -> row.put(bits((byte[]) value));
        default -> string(value, row);
      }
    } catch (ClassCastException | ArithmeticException | NumberFormatException e) {
      throw noValue(value, e);
    }
  }

  private IllegalArgumentException noValue(Object value, Exception cause) {
    return new IllegalArgumentException(
        "column %s.%s, %s%s, has no value %s of %s"
            .formatted(
                table,
                column.name(),
                column.typeText(),
                column.isUnsigned() ? " unsigned" : "",
                value instanceof byte[] bytes ? Arrays.toString(bytes) : value,
                value.getClass().getSimpleName()),
        cause);
  }

  private long integer(Object value, int bits) {
    BigInteger number =
        value instanceof Boolean flag
            ? BigInteger.valueOf(flag ? 1 : 0)
            : new BigDecimal(value.toString()).toBigIntegerExact();
    boolean fits =
        column.isUnsigned()
            ? number.signum() >= 0 && number.bitLength() <= bits
            : number.bitLength() < bits;
    if (!fits) {
      throw new ArithmeticException("out of range");
    }
    return number.longValue();
  }

  private static long year(Object value) {
    int year = Integer.parseInt(value.toString());
    if (year != 0 && (year < 1901 || year > 2155)) {
      throw new ArithmeticException("out of range");
    }
    return year == 0 ? 0 : year - 1900;
  }

  private void decimal(BigDecimal value, WireBytes row) {
    BigDecimal scaled = value.setScale(scale);
    String digits = scaled.unscaledValue().abs().toString();
    if (digits.length() > length) {
      throw new ArithmeticException("out of range");
    }
    digits = "0".repeat(length - digits.length()) + digits;
    var number = new WireBytes();
    int at = 0;
    while (at < length) {
      int group = group(length - at);
      number.big(Long.parseLong(digits.substring(at, at + group)), BYTES_OF_DIGITS[group]);
      at += group;
    }
    byte[] bytes = number.toBytes();
    for (int i = 0; i < bytes.length && value.signum() < 0; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    bytes[0] ^= (byte) 0x80;
    row.put(bytes);
  }

  /** Returns how many digits the next group has when this many are left. */
  private int group(int left) {
    int whole = left - scale;
    if (whole > 0) {
      return whole % 9 == 0 ? 9 : whole % 9;
    }
    return Math.min(left, 9);
  }

  private static long date(LocalDate date) {
    return (long) date.getYear() << 9 | date.getMonthValue() << 5 | date.getDayOfMonth();
  }

  private void dateTime(LocalDateTime time, WireBytes row) {
    long yearMonth = time.getYear() * 13L + time.getMonthValue();
    long seconds = (long) time.getHour() << 12 | time.getMinute() << 6 | time.getSecond();
    row.big((yearMonth << 5 | time.getDayOfMonth()) << 17 | seconds | 1L << 39, 5);
    row.big(fraction(time.getNano()), fractionBytes());
  }

  private void timestamp(Instant time, WireBytes row) {
    long seconds = time.getEpochSecond();
    if (seconds < 1 || seconds > 0xFFFF_FFFFL) {
      throw new ArithmeticException("out of range");
    }
    row.big(seconds, 4).big(fraction(time.getNano()), fractionBytes());
  }

  private void time(Duration time, WireBytes row) {
    Duration magnitude = time.abs();
    if (magnitude.toHours() > 838) {
      throw new ArithmeticException("out of range");
    }
    int bits = fractionBytes() * Byte.SIZE;
    long parts =
        magnitude.toHours() << 12 | magnitude.toMinutesPart() << 6 | magnitude.toSecondsPart();
    long packed = parts << bits | fraction(magnitude.toNanosPart());
    row.big((1L << 23 + bits) + (time.isNegative() ? -packed : packed), 3 + fractionBytes());
  }

  private int fractionBytes() {
    return (length + 1) / 2;
  }

  /** Returns the fraction of a second in units of its last byte pair; more digits are refused. */
  private long fraction(int nanos) {
    long unit = 1;
    for (int digits = length; digits < 9; digits++) {
      unit *= 10;
    }
    if (nanos % unit != 0) {
      throw new ArithmeticException("more digits than " + length);
    }
    return nanos / unit * (length % 2 == 0 ? 1 : 10);
  }

  private int label(String value) {
    int index = column.labels().indexOf(value);
    if (index < 0) {
      throw new ArithmeticException("no label");
    }
    return index;
  }

  private long labels(String value) {
    long bits = 0;
    for (String label : value.isEmpty() ? List.<String>of() : List.of(value.split(",", -1))) {
      bits |= 1L << label(label);
    }
    return bits;
  }

  private byte[] bits(byte[] value) {
    if (value.length != (length + 7) / 8) {
      throw new ArithmeticException("another length");
    }
    return value;
  }

  private void string(Object value, WireBytes row) {
    byte[] bytes = isText() ? ((String) value).getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    boolean isBounded =
        switch (column.type()) {
          case CHAR, VARCHAR, BINARY, VARBINARY -> true;
          default -> false;
        };
    int size =
        isText() ? ((String) value).codePointCount(0, ((String) value).length()) : bytes.length;
    if (isBounded ? size > length : bytes.length >= 1L << Byte.SIZE * prefix()) {
      throw new ArithmeticException("too long");
    }
    row.little(bytes.length, prefix()).put(bytes);
  }
}
