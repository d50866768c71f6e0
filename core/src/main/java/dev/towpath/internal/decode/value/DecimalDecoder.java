package dev.towpath.internal.decode.value;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A decoder of {@code DECIMAL}: groups of nine digits in four bytes, big-endian, with the odd
 * digits in fewer bytes at both ends; all bits inverted when negative, and the first bit always
 * ({@code decimal.cc}, {@code bin2decimal}).
 */
public final class DecimalDecoder extends ColumnDecoder {
  private static final int GROUP_DIGITS = 9;
  private static final int LONG_DIGITS = 18;
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  private static final long[] POWERS_OF_TEN = powersOfTen();
  private static final BigInteger[] BIG_POWERS_OF_TEN = bigPowersOfTen();

  /**
   * The largest number to which a given number of digits can be appended without overflow of a
   * long.
   */
  private static final long[] LARGEST_BEFORE = largestBefore();

  private final int precision;
  private final int scale;
  private final String column;

  public DecimalDecoder(int precision, int scale, String column) {
    this.precision = precision;
    this.scale = scale;
    this.column = column;
  }

  /** Returns the size of a value in bytes. */
  public static int bytes(int precision, int scale) {
    return bytes(precision - scale) + bytes(scale);
  }

  private static int bytes(int digits) {
    return digits / GROUP_DIGITS * Integer.BYTES + BYTES_OF_DIGITS[digits % GROUP_DIGITS];
  }

  @Override
  public Object value(byte[] buffer, int at) {
    return decode(buffer, at, precision, scale, column);
  }

  @Override
  public void visit(byte[] buffer, int at, ValueVisitor visitor) {
    long magnitude = magnitude(buffer, at, precision, scale, column);
    if (magnitude < 0) {
      visitor.object(big(buffer, at, precision, scale, column));
    } else {
      visitor.decimal(buffer[at] >= 0 ? -magnitude : magnitude, scale);
    }
  }

  /**
   * Decodes one value.
   *
   * @param column the column, for messages
   */
  public static BigDecimal decode(byte[] buffer, int at, int precision, int scale, String column) {
    boolean negative = buffer[at] >= 0;
    long magnitude = magnitude(buffer, at, precision, scale, column);
    return magnitude < 0
        ? big(buffer, at, precision, scale, column)
        : BigDecimal.valueOf(negative ? -magnitude : magnitude, scale);
  }

  /** Returns the digits as a number without sign and point; negative if it does not fit. */
  private static long magnitude(byte[] buffer, int at, int precision, int scale, String column) {
    int mask = buffer[at] >= 0 ? -1 : 0;
    long number = 0;
    int position = at;
    int left = precision;
    while (left > 0) {
      int digits = nextGroup(left, scale);
      int length = BYTES_OF_DIGITS[digits];
      int group = group(buffer, position, length, mask);
      if (left == precision) {
        group ^= 0x80 << (length - 1) * Byte.SIZE;
      }
      requireDigits(group, digits, column);
      if (number > LARGEST_BEFORE[digits]) {
        return -1;
      }
      number = number * POWERS_OF_TEN[digits] + group;
      position += length;
      left -= digits;
    }
    return number;
  }

  private static BigDecimal big(byte[] buffer, int at, int precision, int scale, String column) {
    boolean negative = buffer[at] >= 0;
    int mask = negative ? -1 : 0;
    var number = new Accumulator();
    int position = at;
    int left = precision;
    while (left > 0) {
      int digits = nextGroup(left, scale);
      int length = BYTES_OF_DIGITS[digits];
      int group = group(buffer, position, length, mask);
      if (left == precision) {
        group ^= 0x80 << (length - 1) * Byte.SIZE;
      }
      requireDigits(group, digits, column);
      number.append(group, digits);
      position += length;
      left -= digits;
    }
    return number.toDecimal(negative, scale);
  }

  private static void requireDigits(int group, int digits, String column) {
    if (group < 0 || group >= POWERS_OF_TEN[digits]) {
      throw new DecodeException(
          "%s: %d is no group of %d digits of a DECIMAL"
              .formatted(column, group & 0xffff_ffffL, digits));
    }
  }

  /** Returns the number of digits of the next group when {@code left} are to come. */
  private static int nextGroup(int left, int scale) {
    int integer = left - scale;
    if (integer > 0) {
      int odd = integer % GROUP_DIGITS;
      return odd == 0 ? GROUP_DIGITS : odd;
    }
    return Math.min(left, GROUP_DIGITS);
  }

  private static int group(byte[] buffer, int at, int length, int mask) {
    if (length == Integer.BYTES) {
      return Bytes.bigI32(buffer, at) ^ mask;
    }
    int group = 0;
    for (int i = at; i < at + length; i++) {
      group = group << Byte.SIZE | (buffer[i] ^ mask) & 0xff;
    }
    return group;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[LONG_DIGITS + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  private static long[] largestBefore() {
    long[] numbers = new long[GROUP_DIGITS + 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.MAX_VALUE / POWERS_OF_TEN[i] - 1;
    }
    return numbers;
  }

  private static BigInteger[] bigPowersOfTen() {
    BigInteger[] powers = new BigInteger[LONG_DIGITS + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = BigInteger.valueOf(POWERS_OF_TEN[i]);
    }
    return powers;
  }

  /** An accumulator of digits: the last up to 18 in a long, earlier ones in a big number. */
  private static final class Accumulator {
    private BigInteger high = BigInteger.ZERO;
    private long low;
    private int lowDigits;

    void append(int group, int digits) {
      if (lowDigits + digits > LONG_DIGITS) {
        high = all();
        low = 0;
        lowDigits = 0;
      }
      low = low * POWERS_OF_TEN[digits] + group;
      lowDigits += digits;
    }

    private BigInteger all() {
      BigInteger tail = BigInteger.valueOf(low);
      return high.signum() == 0 ? tail : high.multiply(BIG_POWERS_OF_TEN[lowDigits]).add(tail);
    }

    BigDecimal toDecimal(boolean negative, int scale) {
      BigInteger all = all();
      return new BigDecimal(negative ? all.negate() : all, scale);
    }
  }
}
