package dev.sluice.internal.decode;

import dev.sluice.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/** Reads UTF-8. Characters other than ASCII take half the time that {@link String} needs. */
final class Utf8 {
  private Utf8() {}

  /** The text of {@code bytes[at, at + length)}; what is malformed becomes U+FFFD. */
  static String decode(byte[] bytes, int at, int length) {
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

  /** Decodes into {@code text}; returns where it ends there, or -1 if anything is malformed. */
  private static int decode(byte[] bytes, int from, int to, char[] text, int textFrom) {
    int out = textFrom;
    int at = from;
    while (at < to) {
      int first = bytes[at];
      if (first >= 0) {
        text[out++] = (char) first;
        at++;
      } else if (first < (byte) 0xe0) {
        if (first < (byte) 0xc2 || to - at < 2 || !continues(bytes[at + 1])) {
          return -1;
        }
        text[out++] = (char) ((first & 0x1f) << 6 | bytes[at + 1] & 0x3f);
        at += 2;
      } else if (first < (byte) 0xf0) {
        if (to - at < 3 || !continues(bytes[at + 1]) || !continues(bytes[at + 2])) {
          return -1;
        }
        int code = (first & 0xf) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
        if (code < 0x800 || Character.isSurrogate((char) code)) {
          return -1;
        }
        text[out++] = (char) code;
        at += 3;
      } else {
        int code = supplementary(bytes, at, to);
        if (code < 0) {
          return -1;
        }
        text[out++] = Character.highSurrogate(code);
        text[out++] = Character.lowSurrogate(code);
        at += 4;
      }
    }
    return out;
  }

  private static int supplementary(byte[] bytes, int at, int to) {
    if (to - at < 4
        || !continues(bytes[at + 1])
        || !continues(bytes[at + 2])
        || !continues(bytes[at + 3])) {
      return -1;
    }
    int code =
        (bytes[at] & 0xf) << 18
            | (bytes[at + 1] & 0x3f) << 12
            | (bytes[at + 2] & 0x3f) << 6
            | bytes[at + 3] & 0x3f;
    return bytes[at] < (byte) 0xf8 && Character.isSupplementaryCodePoint(code) ? code : -1;
  }

  private static boolean continues(byte next) {
    return next < (byte) 0xc0;
  }
}
