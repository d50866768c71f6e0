package dev.towpath.internal.decode;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A cursor that reads the parts of an event, never beyond its end. Used by one thread. */
public final class ByteCursor {
  private final byte[] buffer;
  private final int origin;
  private final int end;
  private final String subject;
  private int at;

  /**
   * Creates a cursor over {@code buffer[from, to)}.
   *
   * @param subject the name of the event or part, for messages
   */
  public ByteCursor(byte[] buffer, int from, int to, String subject) {
    this(buffer, from, from, to, subject);
  }

  private ByteCursor(byte[] buffer, int origin, int from, int to, String subject) {
    this.buffer = buffer;
    this.origin = origin;
    this.at = from;
    this.end = to;
    this.subject = subject;
  }

  /** Returns a cursor at the same place whose messages name {@code newSubject}. */
  public ByteCursor renamed(String newSubject) {
    return new ByteCursor(buffer, origin, at, end, newSubject);
  }

  public boolean hasMore() {
    return at < end;
  }

  public int remaining() {
    return end - at;
  }

  public int u8(String field) {
    return buffer[skip(1, field)] & 0xff;
  }

  public int u16(String field) {
    return Bytes.u16(buffer, skip(2, field));
  }

  public int u24(String field) {
    return Bytes.u24(buffer, skip(3, field));
  }

  public long u48(String field) {
    int start = skip(6, field);
    return Bytes.u16(buffer, start) | Bytes.u32(buffer, start + 2) << 16;
  }

  /** Reads a number in 1, 3, 4 or 9 bytes ({@code net_store_length}), at most {@code limit}. */
  public int packed(String field, int limit) {
    int start = at;
    int first = u8(field);
    long number =
        switch (first) {
          case 251, 255 -> -1;
          case 252 -> u16(field);
          case 253 -> u24(field);
          case 254 -> Bytes.i64(buffer, skip(8, field));
          default -> first;
        };
    if (number < 0 || number > limit) {
      throw error(start, field + " is out of range (" + number + ", at most " + limit + ')');
    }
    return (int) number;
  }

  /** Reads a packed number of following bytes. */
  public int length(String field) {
    int start = at;
    int length = packed(field, Integer.MAX_VALUE);
    if (length > end - at) {
      throw error(start, field + " is " + length + ", but only " + (end - at) + " bytes follow");
    }
    return length;
  }

  /** Reads UTF-8 text after its packed length. */
  public String text(String field) {
    int length = length("length of " + field);
    return new String(buffer, skip(length, field), length, StandardCharsets.UTF_8);
  }

  public byte[] bytes(int length, String field) {
    int start = skip(length, field);
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  /** Skips {@code length} bytes and returns the index of the first. */
  public int skip(int length, String field) {
    if (length > end - at) {
      throw error(at, field + " needs " + length + " bytes, but only " + (end - at) + " are left");
    }
    int start = at;
    at += length;
    return start;
  }

  /** Returns a cursor over the next {@code length} bytes, which this one skips. */
  public ByteCursor slice(int length, String field) {
    int start = skip(length, field);
    return new ByteCursor(buffer, origin, start, at, subject + ", " + field);
  }

  public boolean bit(int start, int index) {
    return (buffer[start + (index >> 3)] & 1 << (index & 7)) != 0;
  }

  /** Returns a bit like {@link #bit}, where the first bit of a byte is the highest. */
  public boolean highBit(int start, int index) {
    return (buffer[start + (index >> 3)] & 0x80 >> (index & 7)) != 0;
  }

  public DecodeException error(int position, String message) {
    return new DecodeException(subject + ", byte " + (position - origin) + ": " + message);
  }

  public DecodeException error(String message) {
    return error(at, message);
  }
}
