package dev.towpath.internal.text;

import java.nio.charset.StandardCharsets;

/**
 * The text of dates and times as MySQL prints them. It accepts everything that the server stores,
 * including dates that no calendar has.
 */
public final class TemporalText {
  private static final int MAX_LENGTH = "-0000000000-00-00 00:00:00.000000".length();
  private static final int MICRO_DIGITS = 6;

  private TemporalText() {}

  /** Formats a date: {@code 2024-02-31}. */
  public static String date(int year, int month, int day) {
    var text = new byte[MAX_LENGTH];
    return string(text, date(text, year, month, day));
  }

  /**
   * Formats a date and time: {@code 2024-02-31 10:11:12.345}.
   *
   * @param micros the fraction in microseconds
   * @param digits how many digits of the fraction to print, 0 to 6
   */
  public static String dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits) {
    var text = new byte[MAX_LENGTH];
    int at = date(text, year, month, day);
    text[at++] = ' ';
    return string(text, clock(text, at, hour, minute, second, micros, digits));
  }

  /**
   * Formats a time: {@code -838:59:59.000}.
   *
   * @param micros the fraction in microseconds
   * @param digits how many digits of the fraction to print, 0 to 6
   */
  public static String time(
      boolean negative, int hours, int minute, int second, int micros, int digits) {
    var text = new byte[MAX_LENGTH];
    int at = 0;
    if (negative) {
      text[at++] = '-';
    }
    return string(text, clock(text, at, hours, minute, second, micros, digits));
  }

  private static int date(byte[] text, int year, int month, int day) {
    int at = number(text, 0, year, 4);
    text[at++] = '-';
    at = number(text, at, month, 2);
    text[at++] = '-';
    return number(text, at, day, 2);
  }

  private static int clock(
      byte[] text, int from, int hours, int minute, int second, int micros, int digits) {
    int at = number(text, from, hours, 2);
    text[at++] = ':';
    at = number(text, at, minute, 2);
    text[at++] = ':';
    at = number(text, at, second, 2);
    if (digits == 0) {
      return at;
    }
    text[at++] = '.';
    number(text, at, micros, MICRO_DIGITS);
    return at + digits;
  }

  private static int number(byte[] text, int at, int value, int minimumDigits) {
    int end = at + Math.max(minimumDigits, digits(value));
    int rest = value;
    for (int i = end - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }

  private static int digits(int value) {
    int digits = 1;
    for (int rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static String string(byte[] text, int length) {
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }
}
