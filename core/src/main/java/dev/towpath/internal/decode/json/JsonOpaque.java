package dev.towpath.internal.decode.json;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.text.Utf8Buffer;
import dev.towpath.internal.decode.value.DecimalDecoder;
import dev.towpath.internal.decode.value.TypeCode;
import dev.towpath.internal.text.TemporalText;
import java.util.Base64;

/**
 * A printer of values in a JSON document that are of no JSON type: decimals, dates and times as SQL
 * prints them, other values as type code and Base64. The Base64 text lacks MySQL's line breaks
 * after every 76 characters, which JSON does not allow in a string.
 */
final class JsonOpaque {
  private static final int MICRO_DIGITS = 6;
  private static final int FRACTION_BITS = 24;
  private static final int MONTHS = 13;

  /** A server fills groups of nine digits before a point, up to nine groups in all. */
  private static final int MAX_PRECISION = 81;

  private JsonOpaque() {}

  /**
   * Appends the text of a value.
   *
   * @param type the SQL type of the value
   * @param position its place, for messages
   */
  static void append(
      Utf8Buffer text, int type, byte[] buffer, int at, int length, String position) {
    switch (type) {
      case TypeCode.NEWDECIMAL -> appendDecimal(text, buffer, at, length, position);
      case TypeCode.DATE, TypeCode.DATETIME, TypeCode.TIMESTAMP ->
          appendDate(text, type, packed(buffer, at, length, position));
      case TypeCode.TIME -> appendTime(text, packed(buffer, at, length, position));
      default -> appendBytes(text, type, buffer, at, length);
    }
  }

  private static void appendDecimal(
      Utf8Buffer text, byte[] buffer, int at, int length, String position) {
    int precision = length < 2 ? 0 : buffer[at];
    int scale = length < 2 ? 0 : buffer[at + 1];
    boolean valid = precision > 0 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
    if (!valid || length != 2 + DecimalDecoder.bytes(precision, scale)) {
      throw new DecodeException(position + ": a DECIMAL of " + length + " bytes");
    }
    text.append(DecimalDecoder.decode(buffer, at + 2, precision, scale, position).toPlainString());
  }

  private static long packed(byte[] buffer, int at, int length, String position) {
    if (length != Long.BYTES) {
      throw new DecodeException(position + ": a date or time of " + length + " bytes");
    }
    return Bytes.i64(buffer, at);
  }

  private static void appendDate(Utf8Buffer text, int type, long packed) {
    long whole = packed >> FRACTION_BITS;
    int yearMonth = (int) (whole >> 22) & 0x1ffff;
    int year = yearMonth / MONTHS;
    int month = yearMonth % MONTHS;
    int day = (int) (whole >> 17) & 0x1f;
    int time = (int) whole & 0x1ffff;
    String date =
        type == TypeCode.DATE
            ? TemporalText.date(year, month, day)
            : TemporalText.dateTime(
                year,
                month,
                day,
                time >> 12,
                time >> 6 & 0x3f,
                time & 0x3f,
                micros(packed),
                MICRO_DIGITS);
    appendInQuotes(text, date);
  }

  private static void appendTime(Utf8Buffer text, long packed) {
    long magnitude = Math.abs(packed);
    int time = (int) (magnitude >> FRACTION_BITS);
    appendInQuotes(
        text,
        TemporalText.time(
            packed < 0,
            time >> 12 & 0x3ff,
            time >> 6 & 0x3f,
            time & 0x3f,
            micros(magnitude),
            MICRO_DIGITS));
  }

  private static int micros(long packed) {
    return (int) packed & 0xfffff;
  }

  private static void appendBytes(Utf8Buffer text, int type, byte[] buffer, int at, int length) {
    byte[] bytes = new byte[length];
    System.arraycopy(buffer, at, bytes, 0, length);
    byte[] encoded = Base64.getEncoder().encode(bytes);
    text.append("\"base64:type");
    text.append(Integer.toString(type));
    text.append(':');
    text.append(encoded, 0, encoded.length);
    text.append('"');
  }

  private static void appendInQuotes(Utf8Buffer text, String ascii) {
    text.append('"');
    text.append(ascii);
    text.append('"');
  }
}
