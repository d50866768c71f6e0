package dev.towpath.event;

import dev.towpath.internal.text.NumberText;
import dev.towpath.internal.text.TemporalText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** The text of values as MySQL prints them. */
final class ValueText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int NANOS_PER_MICRO = 1_000;

  private ValueText() {}

  static String of(Column column, Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Integer number) {
      return column.type() == ColumnType.YEAR ? year(number) : number.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return "0x" + HEX.formatHex(bytes);
    }
    if (value instanceof Double || value instanceof Float) {
      return real(column, (Number) value);
    }
    return temporal(column, value);
  }

  private static String year(int year) {
    String text = Integer.toString(year);
    return "0".repeat(Math.max(0, 4 - text.length())) + text;
  }

  private static String real(Column column, Number value) {
    int decimals = decimals(column.typeText());
    if (decimals >= 0) {
      return NumberText.fixed(value.doubleValue(), decimals);
    }
    return value instanceof Float number
        ? NumberText.of(number.floatValue())
        : NumberText.of(value.doubleValue());
  }

  private static String temporal(Column column, Object value) {
    if (value instanceof LocalDate date) {
      return TemporalText.date(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }
    if (value instanceof LocalDateTime dateTime) {
      return dateTime(dateTime, fraction(column.typeText()));
    }
    if (value instanceof Instant instant) {
      return dateTime(
          LocalDateTime.ofInstant(instant, ZoneOffset.UTC), fraction(column.typeText()));
    }
    if (value instanceof Duration time) {
      return time(time, fraction(column.typeText()));
    }
    return value.toString();
  }

  private static String dateTime(LocalDateTime value, int digits) {
    return TemporalText.dateTime(
        value.getYear(),
        value.getMonthValue(),
        value.getDayOfMonth(),
        value.getHour(),
        value.getMinute(),
        value.getSecond(),
        value.getNano() / NANOS_PER_MICRO,
        digits);
  }

  private static String time(Duration value, int digits) {
    Duration positive = value.abs();
    return TemporalText.time(
        value.isNegative(),
        Math.toIntExact(positive.toHours()),
        positive.toMinutesPart(),
        positive.toSecondsPart(),
        positive.toNanosPart() / NANOS_PER_MICRO,
        digits);
  }

  /** Returns the number of fractional digits of a type: 3 for {@code datetime(3)}. */
  private static int fraction(String type) {
    int open = type.indexOf('(');
    return open < 0 ? 0 : type.charAt(open + 1) - '0';
  }

  /** Returns D of {@code double(M,D)}; -1 when there is none. */
  private static int decimals(String type) {
    int comma = type.indexOf(',');
    return comma < 0 ? -1 : Integer.parseInt(type, comma + 1, type.indexOf(')', comma), 10);
  }
}
