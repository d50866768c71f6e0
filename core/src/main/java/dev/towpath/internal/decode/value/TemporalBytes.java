package dev.towpath.internal.decode.value;

import dev.towpath.internal.bytes.Bytes;
import java.time.LocalDate;

/**
 * The conversion of dates and times from the parts that the binary protocol sends to the bytes of
 * the binlog, which {@link TemporalDecoder} reads. Parts that are not sent are zero.
 */
public final class TemporalBytes {
  private static final int MONTHS = 13;
  private static final int[] MICROS_PER_UNIT = {1, 10_000, 10_000, 100, 100, 1, 1};
  private static final long DATETIME_OFFSET = 1L << 39;
  private static final int DATETIME_BYTES = 5;
  private static final int TIME_BYTES = 3;
  private static final int SECONDS_PER_DAY = 86_400;

  private TemporalBytes() {}

  /** Returns the bytes of a fraction of some digits. */
  private static int fractionBytes(int digits) {
    return (digits + 1) / 2;
  }

  /** Writes a {@code DATE}; returns where it ends. */
  public static int date(byte[] parts, int from, int length, byte[] target, int at) {
    int date = length < 4 ? 0 : year(parts, from) << 9 | parts[from + 2] << 5 | parts[from + 3];
    target[at] = (byte) date;
    target[at + 1] = (byte) (date >>> 8);
    target[at + 2] = (byte) (date >>> 16);
    return at + 3;
  }

  private static int year(byte[] parts, int from) {
    return Bytes.u16(parts, from);
  }

  /** Writes a {@code DATETIME}; returns where it ends. */
  public static int dateTime(
      byte[] parts, int from, int length, int digits, byte[] target, int at) {
    long packed = 0;
    if (length >= 4) {
      long yearMonth = year(parts, from) * (long) MONTHS + parts[from + 2];
      packed = (yearMonth << 5 | parts[from + 3]) << 17;
    }
    if (length >= 7) {
      packed |= (long) parts[from + 4] << 12 | parts[from + 5] << 6 | parts[from + 6];
    }
    int position = big(packed + DATETIME_OFFSET, DATETIME_BYTES, target, at);
    return fraction(parts, from + 7, length >= 11, digits, target, position);
  }

  /** Writes a {@code TIMESTAMP}, whose parts are in UTC; returns where it ends. */
  public static int timestamp(
      byte[] parts, int from, int length, int digits, byte[] target, int at) {
    long seconds = 0;
    if (length >= 4 && parts[from + 2] != 0) {
      long days = LocalDate.of(year(parts, from), parts[from + 2], parts[from + 3]).toEpochDay();
      seconds = days * SECONDS_PER_DAY;
    }
    if (length >= 7) {
      seconds += parts[from + 4] * 3_600L + parts[from + 5] * 60L + parts[from + 6];
    }
    int position = big(seconds, Integer.BYTES, target, at);
    return fraction(parts, from + 7, length >= 11, digits, target, position);
  }

  private static int fraction(
      byte[] parts, int from, boolean isSent, int digits, byte[] target, int at) {
    int micros = isSent ? Bytes.i32(parts, from) : 0;
    return big(micros / MICROS_PER_UNIT[digits], fractionBytes(digits), target, at);
  }

  /** Writes a {@code TIME}; returns where it ends. */
  public static int time(byte[] parts, int from, int length, int digits, byte[] target, int at) {
    int bytes = fractionBytes(digits);
    long magnitude = 0;
    boolean negative = false;
    if (length >= 8) {
      negative = parts[from] != 0;
      long hours = Bytes.i32(parts, from + 1) * 24L + parts[from + 5];
      magnitude = (hours << 12 | parts[from + 6] << 6 | parts[from + 7]) << bytes * Byte.SIZE;
    }
    if (length >= 12 && digits > 0) {
      magnitude |= Bytes.i32(parts, from + 8) / MICROS_PER_UNIT[digits];
    }
    long offset = 1L << (23 + bytes * Byte.SIZE);
    return big((negative ? -magnitude : magnitude) + offset, TIME_BYTES + bytes, target, at);
  }

  private static int big(long number, int bytes, byte[] target, int at) {
    for (int i = 0; i < bytes; i++) {
      target[at + i] = (byte) (number >>> (bytes - 1 - i) * Byte.SIZE);
    }
    return at + bytes;
  }
}
