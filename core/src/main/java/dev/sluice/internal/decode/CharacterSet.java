package dev.sluice.internal.decode;

import dev.sluice.internal.bytes.Bytes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A MySQL character set. Bytes that are no character become U+FFFD, where MySQL prints a question
 * mark. Immutable.
 */
abstract class CharacterSet {
  private final String name;
  private final int maxBytes;

  private CharacterSet(String name, int maxBytes) {
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** MySQL's name of it. */
  String name() {
    return name;
  }

  /** The most bytes that a character needs ({@code mbmaxlen}). */
  int maxBytes() {
    return maxBytes;
  }

  abstract String decode(byte[] bytes, int at, int length);

  /** Whether the bytes are known to mean the same in UTF-8, as which they are well-formed. */
  boolean isUtf8(byte[] bytes, int at, int length) {
    return false;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A character set that Java has, too. */
  static CharacterSet of(String name, int maxBytes, Charset charset) {
    return new CharacterSet(name, maxBytes) {
      @Override
      String decode(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, charset);
      }
    };
  }

  /** A character set that is UTF-8. */
  static CharacterSet utf8(String name, int maxBytes) {
    return new CharacterSet(name, maxBytes) {
      @Override
      String decode(byte[] bytes, int at, int length) {
        return Utf8.decode(bytes, at, length);
      }

      @Override
      boolean isUtf8(byte[] bytes, int at, int length) {
        return Utf8.isWellFormed(bytes, at, length);
      }
    };
  }

  /**
   * A multi-byte extension of ASCII.
   *
   * @param corrections pairs of characters: what Java reads, and what MySQL reads instead
   */
  static CharacterSet multiByte(String name, int maxBytes, Charset charset, String corrections) {
    return new CharacterSet(name, maxBytes) {
      @Override
      String decode(byte[] bytes, int at, int length) {
        if (Bytes.areAscii(bytes, at, length)) {
          return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        }
        String text = new String(bytes, at, length, charset);
        for (int i = 0; i < corrections.length(); i += 2) {
          text = text.replace(corrections.charAt(i), corrections.charAt(i + 1));
        }
        return text;
      }

      @Override
      boolean isUtf8(byte[] bytes, int at, int length) {
        return Bytes.areAscii(bytes, at, length);
      }
    };
  }

  /**
   * A character set of single bytes.
   *
   * @param characters of the 256 bytes
   */
  static CharacterSet singleByte(String name, String characters) {
    char[] table = characters.toCharArray();
    boolean extendsAscii = true;
    for (char i = 0; i < 0x80; i++) {
      extendsAscii &= table[i] == i;
    }
    boolean tryAscii = extendsAscii;
    return new CharacterSet(name, 1) {
      @Override
      String decode(byte[] bytes, int at, int length) {
        if (tryAscii && Bytes.areAscii(bytes, at, length)) {
          return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        }
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
          text[i] = table[bytes[at + i] & 0xff];
        }
        return new String(text);
      }

      @Override
      boolean isUtf8(byte[] bytes, int at, int length) {
        return tryAscii && Bytes.areAscii(bytes, at, length);
      }
    };
  }
}
