package dev.towpath.sink.rocketmq.internal.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing JSON text in UTF-8 that reuses its memory. Used by one thread. */
public final class Utf8Json {
  /** The text of null. */
  public static final byte[] NULL = "null".getBytes(StandardCharsets.ISO_8859_1);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);
  private static final int LONGEST_NUMBER = "-9223372036854775808".length();
  private static final int LONGEST_ESCAPE = "\\u0000".length();
  private static final int CHUNK = 1 << 10;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private byte[] bytes;
  private int length;

  public Utf8Json(int capacity) {
    bytes = new byte[capacity];
  }

  /** Clears the text. */
  public void clear() {
    length = 0;
  }

  /** Returns the number of bytes that fit without growing. */
  public int capacity() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Appends a character below 0x80 unchanged. */
  public void raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  /** Appends JSON text unchanged. */
  public void raw(byte[] json) {
    raw(json, 0, json.length);
  }

  /** Appends JSON text unchanged. */
  public void raw(byte[] json, int from, int count) {
    room(count);
    System.arraycopy(json, from, bytes, length, count);
    length += count;
  }

  /** Appends a number in at least {@code minimumDigits} digits. */
  public void number(long number, int minimumDigits) {
    room(LONGEST_NUMBER + minimumDigits);
    long rest = number;
    if (rest < 0) {
      bytes[length++] = '-';
      if (rest == Long.MIN_VALUE) {
        raw("9223372036854775808".getBytes(StandardCharsets.ISO_8859_1));
        return;
      }
      rest = -rest;
    }
    int end = length + Math.max(minimumDigits, digits(rest));
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

  /** Appends text in quotes. */
  public void string(String text) {
    raw('"');
    text(text);
    raw('"');
  }

  /** Appends text inside quotes; an unpaired surrogate becomes a question mark. */
  public void text(String text) {
    int count = text.length();
    for (int from = 0; from < count; ) {
      room((CHUNK + 1) * LONGEST_ESCAPE);
      int to = Math.min(count, from + CHUNK);
      while (from < to) {
        char c = text.charAt(from++);
        if (c < 0x80) {
          ascii((byte) c);
        } else if (c < 0x800) {
          two(c);
        } else if (!Character.isSurrogate(c)) {
          three(c);
        } else if (Character.isHighSurrogate(c)
            && from < count
            && Character.isLowSurrogate(text.charAt(from))) {
          four(Character.toCodePoint(c, text.charAt(from++)));
        } else {
          bytes[length++] = '?';
        }
      }
    }
  }

  private void ascii(byte c) {
    if (c < ' ' || c == '"' || c == '\\') {
      escape(c);
    } else {
      bytes[length++] = c;
    }
  }

  private void two(int code) {
    bytes[length++] = (byte) (0xc0 | code >> 6);
    bytes[length++] = (byte) (0x80 | code & 0x3f);
  }

  private void three(int code) {
    bytes[length++] = (byte) (0xe0 | code >> 12);
    bytes[length++] = (byte) (0x80 | code >> 6 & 0x3f);
    bytes[length++] = (byte) (0x80 | code & 0x3f);
  }

  private void four(int code) {
    bytes[length++] = (byte) (0xf0 | code >> 18);
    bytes[length++] = (byte) (0x80 | code >> 12 & 0x3f);
    bytes[length++] = (byte) (0x80 | code >> 6 & 0x3f);
    bytes[length++] = (byte) (0x80 | code & 0x3f);
  }

  /** Appends well-formed UTF-8 inside quotes. */
  public void utf8(byte[] utf8, int from, int count) {
    room(count + Long.BYTES);
    int to = from + count;
    int at = from;
    while (at < to) {
      at = plain(utf8, at, to, 0);
      if (at < to) {
        room(to - at + LONGEST_ESCAPE + Long.BYTES);
        escape(utf8[at++]);
      }
    }
  }

  /** Appends bytes inside quotes, each as the character with its code. */
  public void latin1(byte[] latin1, int from, int count) {
    room(count + Long.BYTES);
    int to = from + count;
    int at = from;
    while (at < to) {
      at = plain(latin1, at, to, HIGH_BITS);
      if (at < to) {
        room(to - at + LONGEST_ESCAPE + Long.BYTES);
        byte c = latin1[at++];
        if (c < 0) {
          two(c & 0xff);
        } else {
          escape(c);
        }
      }
    }
  }

  /**
   * Copies up to the first byte that must be escaped or that has one of the bits of {@code
   * excluded}. Returns the index of that byte. There must be room for all and eight bytes more.
   */
  private int plain(byte[] from, int start, int to, long excluded) {
    byte[] out = bytes;
    int at = start;
    int next = length;
    while (at <= to - Long.BYTES) {
      long eight = (long) LONG.get(from, at);
      long quote = eight ^ '"' * ONES;
      long backslash = eight ^ '\\' * ONES;
      long special =
          ((eight - ' ' * ONES) & ~eight
                  | (quote - ONES) & ~quote
                  | (backslash - ONES) & ~backslash)
              & HIGH_BITS;
      if ((special | eight & excluded) != 0) {
        break;
      }
      LONG.set(out, next, eight);
      at += Long.BYTES;
      next += Long.BYTES;
    }
    for (; at < to; at++) {
      byte c = from[at];
      if (c < 0 ? excluded != 0 : c < ' ' || c == '"' || c == '\\') {
        break;
      }
      out[next++] = c;
    }
    length = next;
    return at;
  }

  private void escape(byte c) {
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = c;
      case '\b' -> bytes[length++] = 'b';
      case '\f' -> bytes[length++] = 'f';
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 0xf];
      }
    }
  }

  private void room(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
    }
  }
}
