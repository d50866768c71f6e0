package dev.towpath.internal.decode.value;

import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.text.TemporalText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Decoders of dates and times ({@code my_time.cc}, {@code my_time_packed_from_binary}). */
public final class TemporalDecoder {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int MONTHS = 13;
  private static final int[] MICROS_PER_UNIT = {0, 10_000, 10_000, 100, 100, 1, 1};

  private TemporalDecoder() {}

  private static int fractionBytes(int digits) {
    return (digits + 1) / 2;
  }

  private static int micros(byte[] buffer, int at, int digits) {
    return (int) Bytes.bigUnsigned(buffer, at, fractionBytes(digits)) * MICROS_PER_UNIT[digits];
  }

  private static boolean isDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    return day <= 28 || day <= lengthOf(month, year);
  }

  private static int lengthOf(int month, int year) {
    return switch (month) {
      case 2 -> (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static Object date(int year, int month, int day) {
    return isDate(year, month, day)
        ? LocalDate.of(year, month, day)
        : new InvalidTemporal(TemporalText.date(year, month, day));
  }

  private static Object dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits) {
    boolean real = isDate(year, month, day) && hour < 24 && minute < 60 && second < 60;
    return real && micros < 1_000_000
        ? LocalDateTime.of(year, month, day, hour, minute, second, micros * NANOS_PER_MICRO)
        : new InvalidTemporal(
            TemporalText.dateTime(year, month, day, hour, minute, second, micros, digits));
  }

  /** {@code DATE}: 15 bits of year, 4 of month, 5 of day. */
  public static final class OfDate extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      int date = Bytes.u24(buffer, at);
      return date(date >> 9, date >> 5 & 0xf, date & 0x1f);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      int date = Bytes.u24(buffer, at);
      visitor.date(date >> 9, date >> 5 & 0xf, date & 0x1f);
    }
  }

  /** {@code DATETIME}: big-endian, year and month in one number, then the fraction. */
  public static final class OfDateTime extends ColumnDecoder {
    private static final int INTEGER_BYTES = 5;
    private static final long OFFSET = 1L << 39;

    private final int digits;

    public OfDateTime(int digits) {
      this.digits = digits;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      long packed = Bytes.bigUnsigned(buffer, at, INTEGER_BYTES) - OFFSET;
      int yearMonth = (int) (packed >> 22) & 0x1ffff;
      int time = (int) packed & 0x1ffff;
      return dateTime(
          yearMonth / MONTHS,
          yearMonth % MONTHS,
          (int) (packed >> 17) & 0x1f,
          time >> 12,
          time >> 6 & 0x3f,
          time & 0x3f,
          micros(buffer, at + INTEGER_BYTES, digits),
          digits);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      long packed = Bytes.bigUnsigned(buffer, at, INTEGER_BYTES) - OFFSET;
      int yearMonth = (int) (packed >> 22) & 0x1ffff;
      int time = (int) packed & 0x1ffff;
      visitor.dateTime(
          yearMonth / MONTHS,
          yearMonth % MONTHS,
          (int) (packed >> 17) & 0x1f,
          time >> 12,
          time >> 6 & 0x3f,
          time & 0x3f,
          micros(buffer, at + INTEGER_BYTES, digits),
          digits);
    }
  }

  /** {@code TIMESTAMP}: big-endian seconds since the epoch, then the fraction. */
  public static final class OfTimestamp extends ColumnDecoder {
    private final int digits;

    public OfTimestamp(int digits) {
      this.digits = digits;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      long seconds = Bytes.bigI32(buffer, at) & 0xffff_ffffL;
      return timestamp(seconds, micros(buffer, at + Integer.BYTES, digits), digits);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      long seconds = Bytes.bigI32(buffer, at) & 0xffff_ffffL;
      if (seconds == 0) {
        visitor.object(value(buffer, at));
      } else {
        visitor.timestamp(seconds, micros(buffer, at + Integer.BYTES, digits), digits);
      }
    }
  }

  private static Object timestamp(long seconds, int micros, int digits) {
    return seconds == 0
        ? new InvalidTemporal(TemporalText.dateTime(0, 0, 0, 0, 0, 0, micros, digits))
        : Instant.ofEpochSecond(seconds, micros * (long) NANOS_PER_MICRO);
  }

  /** {@code TIME}: a big-endian number with an offset, whose magnitude has the parts. */
  public static final class OfTime extends ColumnDecoder {
    private static final int INTEGER_BYTES = 3;

    private final int digits;
    private final int fractionBits;
    private final long offset;

    public OfTime(int digits) {
      this.digits = digits;
      this.fractionBits = fractionBytes(digits) * Byte.SIZE;
      this.offset = 1L << (23 + fractionBits);
    }

    @Override
    public Object value(byte[] buffer, int at) {
      long packed = packed(buffer, at);
      long magnitude = Math.abs(packed);
      int time = (int) (magnitude >> fractionBits);
      int fraction = (int) (magnitude & ((1L << fractionBits) - 1));
      long seconds = (time >> 12) * 3_600L + (time >> 6 & 0x3f) * 60L + (time & 0x3f);
      long nanos = (long) fraction * MICROS_PER_UNIT[digits] * NANOS_PER_MICRO;
      // Duration.negated() would compute with big numbers.
      return packed < 0 ? Duration.ofSeconds(-seconds, -nanos) : Duration.ofSeconds(seconds, nanos);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      long packed = packed(buffer, at);
      long magnitude = Math.abs(packed);
      int time = (int) (magnitude >> fractionBits);
      int minute = time >> 6 & 0x3f;
      int second = time & 0x3f;
      if (minute > 59 || second > 59) {
        visitor.object(value(buffer, at));
        return;
      }
      int fraction = (int) (magnitude & ((1L << fractionBits) - 1));
      visitor.time(
          packed < 0, time >> 12, minute, second, fraction * MICROS_PER_UNIT[digits], digits);
    }

    private long packed(byte[] buffer, int at) {
      return Bytes.bigUnsigned(buffer, at, INTEGER_BYTES + fractionBytes(digits)) - offset;
    }
  }

  /** {@code TIME} before 5.6.4: decimal digits {@code HHMMSS}. */
  public static final class OfOldTime extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      int digits = Bytes.i24(buffer, at);
      int magnitude = Math.abs(digits);
      long seconds = magnitude / 10_000 * 3_600L + magnitude / 100 % 100 * 60L + magnitude % 100;
      return Duration.ofSeconds(digits < 0 ? -seconds : seconds);
    }
  }

  /** {@code DATETIME} before 5.6.4: decimal digits {@code YYYYMMDDHHMMSS}. */
  public static final class OfOldDateTime extends ColumnDecoder {
    private final String column;

    public OfOldDateTime(String column) {
      this.column = column;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      long digits = Bytes.i64(buffer, at);
      if (digits < 0 || digits > 99_991_231_235_959L) {
        throw new DecodeException(column + ": " + digits + " is no DATETIME");
      }
      int date = (int) (digits / 1_000_000);
      int time = (int) (digits % 1_000_000);
      return dateTime(
          date / 10_000,
          date / 100 % 100,
          date % 100,
          time / 10_000,
          time / 100 % 100,
          time % 100,
          0,
          0);
    }
  }

  /** {@code TIMESTAMP} before 5.6.4: little-endian seconds since the epoch. */
  public static final class OfOldTimestamp extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return timestamp(Bytes.u32(buffer, at), 0, 0);
    }
  }
}
