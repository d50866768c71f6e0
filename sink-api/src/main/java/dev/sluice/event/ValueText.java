package dev.sluice.event;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Values as MySQL prints them. */
final class ValueText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ValueText() {}

  static String of(Column column, Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return "0x" + HEX.formatHex(bytes);
    }
    if (value instanceof LocalDate date) {
      return date(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }
    if (value instanceof LocalDateTime dateTime) {
      return dateTime(dateTime, fraction(column));
    }
    if (value instanceof Instant instant) {
      return dateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), fraction(column));
    }
    if (value instanceof Duration time) {
      return time(time, fraction(column));
    }
    if (column.type() == ColumnType.YEAR) {
      return "%04d".formatted((Integer) value);
    }
    return value.toString();
  }

  private static int fraction(Column column) {
    String type = column.typeText();
    int open = type.indexOf('(');
    return open < 0 ? 0 : type.charAt(open + 1) - '0';
  }

  private static String date(int year, int month, int day) {
    return "%04d-%02d-%02d".formatted(year, month, day);
  }

  private static String dateTime(LocalDateTime value, int fraction) {
    return date(value.getYear(), value.getMonthValue(), value.getDayOfMonth())
        + " %02d:%02d:%02d".formatted(value.getHour(), value.getMinute(), value.getSecond())
        + fraction(value.getNano(), fraction);
  }

  private static String time(Duration value, int fraction) {
    Duration positive = value.abs();
    return (value.isNegative() ? "-" : "")
        + "%02d:%02d:%02d"
            .formatted(positive.toHours(), positive.toMinutesPart(), positive.toSecondsPart())
        + fraction(positive.toNanosPart(), fraction);
  }

  private static String fraction(int nanos, int digits) {
    return digits == 0 ? "" : "." + "%09d".formatted(nanos).substring(0, digits);
  }
}
