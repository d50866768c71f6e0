package dev.towpath.internal.decode.text;

import java.util.Arrays;

/** A growing text buffer in UTF-8. Used by one thread. */
public final class Utf8Buffer {
  private static final int LONGEST_NUMBER = "-9223372036854775808".length();

  private byte[] bytes;
  private int length;

  public Utf8Buffer(int expectedLength) {
    bytes = new byte[expectedLength];
  }

  /** Appends a character below 0x80. */
  public void append(char character) {
    room(1);
    bytes[length++] = (byte) character;
  }

  /** Appends two characters below 0x80. */
  public void append(char first, char second) {
    room(2);
    bytes[length] = (byte) first;
    bytes[length + 1] = (byte) second;
    length += 2;
  }

  /** Appends the digits of a number. */
  public void append(long number) {
    room(LONGEST_NUMBER);
    if (number == Long.MIN_VALUE) {
      append(Long.toString(number));
      return;
    }
    long rest = number;
    if (rest < 0) {
      bytes[length++] = '-';
      rest = -rest;
    }
    int end = length + digits(rest);
    int at = end;
    for (; rest > Integer.MAX_VALUE; rest /= 10) {
      bytes[--at] = (byte) ('0' + rest % 10);
    }
    for (int small = (int) rest; at > length; small /= 10) {
      bytes[--at] = (byte) ('0' + small % 10);
    }
    length = end;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long power = 10; digits < LONGEST_NUMBER - 1 && number >= power; power *= 10) {
      digits++;
    }
    return digits;
  }

  /** Appends characters below 0x80. */
  public void append(String ascii) {
    int count = ascii.length();
    room(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
  }

  /** Appends what is UTF-8 already. */
  public void append(byte[] utf8, int from, int count) {
    room(count);
    System.arraycopy(utf8, from, bytes, length, count);
    length += count;
  }

  /**
   * Appends UTF-8 bytes up to the first byte that a JSON string cannot contain as it is; returns
   * the place of that byte.
   */
  public int appendPlain(byte[] utf8, int from, int to) {
    room(to - from);
    byte[] out = bytes;
    int at = length;
    int i = from;
    for (; i < to; i++) {
      byte character = utf8[i];
      if (character == '"' || character == '\\' || (character >= 0 && character < ' ')) {
        break;
      }
      out[at++] = character;
    }
    length = at;
    return i;
  }

  private void room(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }

  /** Returns an array with the text in its first {@link #length} bytes; not to be modified. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the number of bytes of the text. */
  public int length() {
    return length;
  }

  @Override
  public String toString() {
    return Utf8.decode(bytes, 0, length);
  }
}
