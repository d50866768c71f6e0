package dev.towpath.internal.decode.text;

import dev.towpath.internal.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL character set. Bytes that are no character become U+FFFD, where MySQL prints a question
 * mark. Immutable.
 */
public abstract class CharacterSet {
  /** The character that replaces bytes that are no character. */
  public static final char REPLACEMENT = '\ufffd';

  private final String name;
  private final int maxBytes;

  private CharacterSet(String name, int maxBytes) {
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Returns MySQL's name of it. */
  String name() {
    return name;
  }

  /** Returns the most bytes that a character needs ({@code mbmaxlen}). */
  public int maxBytes() {
    return maxBytes;
  }

  public abstract String decode(byte[] bytes, int at, int length);

  /** Returns the text as Java reads it: no multi-byte character becomes an ASCII character. */
  String withoutCorrections(byte[] bytes, int at, int length) {
    return decode(bytes, at, length);
  }

  /** Returns the bytes of a text; null if it has a character that the set lacks. */
  public abstract byte @Nullable [] encode(String text);

  /** Returns the bytes of a text in a character set that Java has, too. */
  private static byte @Nullable [] encoded(String text, Charset charset) {
    try {
      ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns whether the bytes are known to mean the same in UTF-8, and are well-formed UTF-8. */
  public boolean isUtf8(byte[] bytes, int at, int length) {
    return false;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Creates a character set that Java has, too. */
  static CharacterSet of(String name, int maxBytes, Charset charset) {
    return new CharacterSet(name, maxBytes) {
      @Override
      public String decode(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, charset);
      }

      @Override
      public byte @Nullable [] encode(String text) {
        return encoded(text, charset);
      }
    };
  }

  /** Creates a character set that is UTF-8. */
  static CharacterSet utf8(String name, int maxBytes) {
    return new CharacterSet(name, maxBytes) {
      @Override
      public String decode(byte[] bytes, int at, int length) {
        return Utf8.decode(bytes, at, length);
      }

      @Override
      public byte @Nullable [] encode(String text) {
        return encoded(text, StandardCharsets.UTF_8);
      }

      @Override
      public boolean isUtf8(byte[] bytes, int at, int length) {
        return Utf8.isWellFormed(bytes, at, length);
      }
    };
  }

  /**
   * Creates a multi-byte extension of ASCII.
   *
   * @param corrections pairs of characters: what Java reads, and what MySQL reads instead
   */
  static CharacterSet multiByte(String name, int maxBytes, Charset charset, String corrections) {
    return new CharacterSet(name, maxBytes) {
      @Override
      public String decode(byte[] bytes, int at, int length) {
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
      String withoutCorrections(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, charset);
      }

      @Override
      public byte @Nullable [] encode(String text) {
        String java = text;
        for (int i = 0; i < corrections.length(); i += 2) {
          java = java.replace(corrections.charAt(i + 1), corrections.charAt(i));
        }
        byte[] bytes = encoded(java, charset);
        return bytes != null && decode(bytes, 0, bytes.length).equals(text) ? bytes : null;
      }

      @Override
      public boolean isUtf8(byte[] bytes, int at, int length) {
        return Bytes.areAscii(bytes, at, length);
      }
    };
  }

  /**
   * Creates a character set of single bytes.
   *
   * @param characters the characters of the 256 bytes
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
      public String decode(byte[] bytes, int at, int length) {
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
      public byte @Nullable [] encode(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
          int code = characters.indexOf(text.charAt(i));
          if (code < 0 || text.charAt(i) == REPLACEMENT) {
            return null;
          }
          bytes[i] = (byte) code;
        }
        return bytes;
      }

      @Override
      public boolean isUtf8(byte[] bytes, int at, int length) {
        return tryAscii && Bytes.areAscii(bytes, at, length);
      }
    };
  }
}
