package dev.towpath.sink.rocketmq.internal.text;

import dev.towpath.event.Column;
import dev.towpath.event.Row;
import dev.towpath.internal.text.TemporalText;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of values and their JDBC type codes as canal's {@code LogEventConvert} produces them.
 * They are the content of its messages and the input of its partition hash. Immutable.
 */
public final class CanalText {
  private static final int DIGITS_OF_WORD = 9;

  private final ZoneId timeZone;
  private final boolean fullDecimals;

  /** Creates the text for partition hashes. */
  public CanalText(ZoneId timeZone) {
    this(timeZone, Set.of());
  }

  /** Creates the text for messages. */
  public CanalText(ZoneId timeZone, Set<CanalOption> options) {
    this.timeZone = timeZone;
    this.fullDecimals = options.contains(CanalOption.FULL_DECIMALS);
  }

  /** Returns the value as text; null when it is NULL or absent. */
  public @Nullable String of(Row row, int index) {
    Object value = row.get(index);
    if (value == null) {
      return null;
    }
    Column column = row.table().column(index);
    return switch (column.type()) {
      case ENUM -> Long.toString(row.getLong(index));
      case SET, BIT -> Long.toUnsignedString(row.getLong(index));
      case YEAR -> year(((Number) value).intValue());
      case BINARY -> latin1(withoutPadding((byte[]) value));
      default -> text(column, value);
    };
  }

  /** Returns the text of a value whose type is printed as stored. */
  public String text(Column column, Object value) {
    if (value instanceof BigDecimal decimal) {
      return fullDecimals ? decimal.toPlainString() : decimal(decimal);
    }
    if (value instanceof byte[] bytes) {
      return latin1(bytes);
    }
    if (value instanceof Instant instant) {
      return dateTime(LocalDateTime.ofInstant(instant, timeZone), column);
    }
    if (value instanceof LocalDateTime dateTime) {
      return dateTime(dateTime, column);
    }
    if (value instanceof LocalDate date) {
      return TemporalText.date(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }
    if (value instanceof Duration time) {
      return time(time, column);
    }
    return value.toString();
  }

  /**
   * Returns the text of a decimal. The binlog has nine digits of a fraction per word. canal leaves
   * out the digits of an incomplete last word that are all zero, so {@code 100.00} becomes {@code
   * 100.0}.
   */
  private static String decimal(BigDecimal value) {
    int partial = value.scale() % DIGITS_OF_WORD;
    if (partial <= 0 || value.unscaledValue().mod(BigInteger.TEN.pow(partial)).signum() != 0) {
      return value.toPlainString();
    }
    BigDecimal shorter = value.setScale(value.scale() - partial);
    return shorter.scale() == 0 ? shorter.toPlainString() + ".0" : shorter.toPlainString();
  }

  private static String year(int year) {
    return year == 0 ? "0000" : Integer.toString(year);
  }

  private static String dateTime(LocalDateTime value, Column column) {
    return TemporalText.dateTime(
        value.getYear(),
        value.getMonthValue(),
        value.getDayOfMonth(),
        value.getHour(),
        value.getMinute(),
        value.getSecond(),
        value.getNano() / 1000,
        fraction(column));
  }

  private static String time(Duration value, Column column) {
    Duration positive = value.abs();
    return TemporalText.time(
        value.isNegative(),
        (int) positive.toHours(),
        positive.toMinutesPart(),
        positive.toSecondsPart(),
        positive.toNanosPart() / 1000,
        fraction(column));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Removes trailing zero bytes. The binlog has none for BINARY columns, and canal does not add
   * them.
   */
  private static byte[] withoutPadding(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }

  private static int fraction(Column column) {
    String type = column.typeText();
    int open = type.indexOf('(');
    return open < 0 ? 0 : type.charAt(open + 1) - '0';
  }

  /** Returns the code of {@link Types}; it depends on the value for unsigned columns. */
  public static int sqlType(Row row, int index) {
    Column column = row.table().column(index);
    return switch (column.type()) {
      case TINYINT -> integer(row, index, Types.TINYINT, Byte.MAX_VALUE, Types.SMALLINT);
      case SMALLINT -> integer(row, index, Types.SMALLINT, Short.MAX_VALUE, Types.INTEGER);
      case MEDIUMINT, ENUM -> Types.INTEGER;
      case INT -> integer(row, index, Types.INTEGER, Integer.MAX_VALUE, Types.BIGINT);
      case BIGINT ->
          row.get(index) instanceof BigInteger value && value.bitLength() >= Long.SIZE
              ? Types.DECIMAL
              : Types.BIGINT;
      case DECIMAL -> Types.DECIMAL;
      case FLOAT -> Types.REAL;
      case DOUBLE -> Types.DOUBLE;
      case BIT -> Types.BIT;
      case SET -> isThere(row, index) ? Types.BIT : Types.BLOB;
      case DATE -> Types.DATE;
      case TIME -> Types.TIME;
      case DATETIME, TIMESTAMP -> Types.TIMESTAMP;
      case CHAR -> Types.CHAR;
      case VARCHAR, YEAR -> Types.VARCHAR;
      case JSON -> isThere(row, index) ? Types.VARCHAR : Types.OTHER;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> Types.CLOB;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> Types.BLOB;
    };
  }

  private static int integer(Row row, int index, int type, int maximum, int unsignedType) {
    return isThere(row, index) && row.getLong(index) > maximum ? unsignedType : type;
  }

  private static boolean isThere(Row row, int index) {
    return row.isPresent(index) && !row.isNull(index);
  }

  /** Returns whether {@link #sqlType} depends on the row. */
  public static boolean isSqlTypeByValue(Column column) {
    return switch (column.type()) {
      case SET, JSON -> true;
      case TINYINT, SMALLINT, INT, BIGINT -> column.isUnsigned();
      default -> false;
    };
  }
}
