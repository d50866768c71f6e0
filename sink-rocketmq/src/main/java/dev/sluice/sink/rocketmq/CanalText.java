package dev.sluice.sink.rocketmq;

import dev.sluice.event.Column;
import dev.sluice.event.InvalidTemporal;
import dev.sluice.event.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values and JDBC type codes as canal's {@code LogEventConvert} produces them. They are the content
 * of its messages and the input of its partition hash. Immutable.
 */
final class CanalText {
  private final ZoneId timeZone;

  CanalText(ZoneId timeZone) {
    this.timeZone = timeZone;
  }

  /** The value as text; null when it is NULL or absent. */
  @Nullable String of(Row row, int index) {
    Object value = row.get(index);
    if (value == null) {
      return null;
    }
    Column column = row.table().column(index);
    return switch (column.type()) {
      case ENUM -> Long.toString(row.getLong(index));
      case SET -> Long.toUnsignedString(bits(row, index, column.labels()));
      case BIT -> new BigInteger(1, (byte[]) value).toString();
      case YEAR -> TemporalText.year(((Number) value).intValue());
      case BINARY -> latin1(withoutPadding((byte[]) value));
      default -> text(column, value);
    };
  }

  private String text(Column column, Object value) {
    if (value instanceof String || value instanceof InvalidTemporal) {
      return value.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return latin1(bytes);
    }
    if (value instanceof Instant instant) {
      return TemporalText.dateTime(LocalDateTime.ofInstant(instant, timeZone), fraction(column));
    }
    if (value instanceof LocalDateTime dateTime) {
      return TemporalText.dateTime(dateTime, fraction(column));
    }
    if (value instanceof LocalDate date) {
      return TemporalText.date(date);
    }
    if (value instanceof Duration time) {
      return TemporalText.time(time, fraction(column));
    }
    return value.toString();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The binlog has no trailing zero bytes of BINARY columns, and canal does not add them back. */
  private static byte[] withoutPadding(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }

  /** The 64th member of a SET makes the mask larger than a signed long. */
  private static long bits(Row row, int index, List<String> labels) {
    if (labels.size() < Long.SIZE) {
      return row.getLong(index);
    }
    long bits = 0;
    for (String label : String.valueOf(row.get(index)).split(",", -1)) {
      int member = labels.indexOf(label);
      bits |= member < 0 ? 0 : 1L << member;
    }
    return bits;
  }

  private static int fraction(Column column) {
    String type = column.typeText();
    int open = type.indexOf('(');
    return open < 0 ? 0 : type.charAt(open + 1) - '0';
  }

  /** The code of {@link Types}, which depends on the value where a column is unsigned. */
  static int sqlType(Row row, int index) {
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
      case SET -> row.get(index) == null ? Types.BLOB : Types.BIT;
      case DATE -> Types.DATE;
      case TIME -> Types.TIME;
      case DATETIME, TIMESTAMP -> Types.TIMESTAMP;
      case CHAR -> Types.CHAR;
      case VARCHAR, YEAR -> Types.VARCHAR;
      case JSON -> row.get(index) == null ? Types.OTHER : Types.VARCHAR;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> Types.CLOB;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> Types.BLOB;
    };
  }

  private static int integer(Row row, int index, int type, int maximum, int unsignedType) {
    return row.get(index) instanceof Number value && value.longValue() > maximum
        ? unsignedType
        : type;
  }
}
