package dev.sluice.internal.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing text in UTF-8. Used by one thread. */
final class Utf8Buffer {
  private byte[] bytes;
  private int length;

  Utf8Buffer(int expectedLength) {
    bytes = new byte[expectedLength];
  }

  /** Appends a character below 0x80. */
  void append(char character) {
    room(1);
    bytes[length++] = (byte) character;
  }

  /** Appends characters below 0x80. */
  void append(String ascii) {
    int count = ascii.length();
    room(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
  }

  /** Appends what is UTF-8 already. */
  void append(byte[] utf8, int from, int count) {
    room(count);
    System.arraycopy(utf8, from, bytes, length, count);
    length += count;
  }

  private void room(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
