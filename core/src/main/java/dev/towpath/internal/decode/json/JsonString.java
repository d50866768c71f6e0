package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.text.Utf8Buffer;

/** A printer of strings in JSON texts. */
final class JsonString {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonString() {}

  /**
   * Appends {@code bytes[at, at + length)}, which is UTF-8, in quotes and escaped as MySQL does.
   */
  static void append(Utf8Buffer text, byte[] bytes, int at, int length) {
    text.append('"');
    int end = at + length;
    int copied = text.appendPlain(bytes, at, end);
    while (copied < end) {
      appendEscaped(text, bytes[copied]);
      copied = text.appendPlain(bytes, copied + 1, end);
    }
    text.append('"');
  }

  private static void appendEscaped(Utf8Buffer text, byte character) {
    text.append('\\');
    switch (character) {
      case '"', '\\' -> text.append((char) character);
      case '\b' -> text.append('b');
      case '\f' -> text.append('f');
      case '\n' -> text.append('n');
      case '\r' -> text.append('r');
      case '\t' -> text.append('t');
      default -> {
        text.append("u00");
        text.append(HEX[character >> 4]);
        text.append(HEX[character & 0xf]);
      }
    }
  }
}
