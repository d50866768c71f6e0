package dev.towpath.internal.decode.value;

import dev.towpath.internal.decode.DecodeException;

/**
 * The conversion of a {@code DECIMAL} from its text to the bytes of the binlog, which {@link
 * DecimalDecoder} reads.
 */
public final class DecimalBytes {
  private static final int GROUP_DIGITS = 9;
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  private DecimalBytes() {}

  /**
   * Writes a value.
   *
   * @param text holds the digits, in ASCII
   * @return where the value ends
   * @throws DecodeException if the text is no number of that precision
   */
  public static int write(
      byte[] text, int from, int length, int precision, int scale, byte[] target, int at) {
    int start = from;
    int end = from + length;
    boolean negative = length > 0 && text[from] == '-';
    start += negative ? 1 : 0;
    int point = start;
    while (point < end && text[point] != '.') {
      point++;
    }
    int integer = precision - scale;
    while (start < point && (text[start] == '0' || text[start] == '+')) {
      start++;
    }
    if (point - start > integer || end - point - 1 > scale) {
      throw new DecodeException(
          "a value of %d digits is too long for DECIMAL(%d,%d)"
              .formatted(length, precision, scale));
    }
    int mask = negative ? -1 : 0;
    int position = at;
    // A digit before the number is zero, as is one after it.
    int digit = point - integer;
    int left = integer;
    while (left > 0) {
      int digits = left % GROUP_DIGITS == 0 ? GROUP_DIGITS : left % GROUP_DIGITS;
      position = group(value(text, digit, digits, start, point), digits, mask, target, position);
      digit += digits;
      left -= digits;
    }
    digit = point + 1;
    for (left = scale; left > 0; left -= GROUP_DIGITS) {
      int digits = Math.min(left, GROUP_DIGITS);
      position = group(value(text, digit, digits, point + 1, end), digits, mask, target, position);
      digit += digits;
    }
    target[at] ^= (byte) 0x80;
    return position;
  }

  private static int value(byte[] text, int from, int digits, int start, int end) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i >= start && i < end ? text[i] - '0' : 0;
      if (digit < 0 || digit > 9) {
        throw new DecodeException("a DECIMAL has the character " + (char) text[i]);
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static int group(int value, int digits, int mask, byte[] target, int at) {
    int bytes = BYTES_OF_DIGITS[digits];
    int masked = value ^ mask;
    for (int i = 0; i < bytes; i++) {
      target[at + i] = (byte) (masked >>> (bytes - 1 - i) * Byte.SIZE);
    }
    return at + bytes;
  }
}
