package dev.sluice.sink.rocketmq;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Dates and times as MySQL prints them, without the cost of a format string. */
final class TemporalText {

  private TemporalText() {}

  static String year(int year) {
    return append(new StringBuilder(4), year, 4).toString();
  }

  static String date(LocalDate date) {
    return append(new StringBuilder(10), date).toString();
  }

  /** The date and time with {@code digits} digits of its fraction, 0 to 6. */
  static String dateTime(LocalDateTime value, int digits) {
    StringBuilder text = append(new StringBuilder(26), value.toLocalDate()).append(' ');
    append(text, value.getHour(), 2).append(':');
    append(text, value.getMinute(), 2).append(':');
    append(text, value.getSecond(), 2);
    return fraction(text, value.getNano(), digits);
  }

  /** The time with its sign, at least two digits of hours, and a fraction like the above. */
  static String time(Duration value, int digits) {
    Duration positive = value.abs();
    StringBuilder text = new StringBuilder(17).append(value.isNegative() ? "-" : "");
    append(text, positive.toHours(), 2).append(':');
    append(text, positive.toMinutesPart(), 2).append(':');
    append(text, positive.toSecondsPart(), 2);
    return fraction(text, positive.toNanosPart(), digits);
  }

  private static StringBuilder append(StringBuilder text, LocalDate date) {
    append(text, date.getYear(), 4).append('-');
    append(text, date.getMonthValue(), 2).append('-');
    return append(text, date.getDayOfMonth(), 2);
  }

  private static String fraction(StringBuilder text, int nanos, int digits) {
    if (digits > 0) {
      int end = text.append('.').length() + digits;
      append(text, nanos, 9).setLength(end);
    }
    return text.toString();
  }

  private static StringBuilder append(StringBuilder text, long value, int width) {
    for (long limit = 10, digits = 1; digits < width; limit *= 10, digits++) {
      if (value < limit) {
        text.append('0');
      }
    }
    return text.append(value);
  }
}
