package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.DecodeException;

/**
 * A JSON document in its binary form ({@code json_binary.h}), with the places of its values. Used
 * by one thread.
 *
 * <p>The work is bounded by the size of the document: every byte may be read as part of one value
 * only, so offsets that point back or overlap are errors. No more than {@link #MAX_DEPTH} levels
 * nest.
 */
final class JsonDocument {
  static final int SMALL_OBJECT = 0;
  static final int LARGE_OBJECT = 1;
  static final int SMALL_ARRAY = 2;
  static final int LARGE_ARRAY = 3;
  static final int LITERAL = 4;
  static final int INT16 = 5;
  static final int UINT16 = 6;
  static final int INT32 = 7;
  static final int UINT32 = 8;
  static final int INT64 = 9;
  static final int UINT64 = 10;
  static final int DOUBLE = 11;
  static final int STRING = 12;
  static final int OPAQUE = 15;

  /** MySQL's own limit. */
  private static final int MAX_DEPTH = 100;

  private final byte[] bytes;
  private final int origin;
  private final int end;
  private final String column;
  private int unread;

  /**
   * Creates a document from {@code bytes[at, at + length)}, which is not empty.
   *
   * @param column the column, for messages
   */
  JsonDocument(byte[] bytes, int at, int length, String column) {
    this.bytes = bytes;
    this.origin = at;
    this.end = at + length;
    this.column = column;
    this.unread = length;
  }

  /** Returns the buffer that contains the document. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the type of the outermost value. */
  int type() {
    return bytes[origin];
  }

  /** Returns where the outermost value starts. */
  int start() {
    return origin + 1;
  }

  /** Returns where the document ends. */
  int end() {
    return end;
  }

  /** Returns the size in bytes of a value of a type without a length of its own. */
  int width(int type, int at) {
    return switch (type) {
      case LITERAL -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32 -> 4;
      case INT64, UINT64, DOUBLE -> 8;
      default -> throw error(at, "type " + type + " is unknown");
    };
  }

  /**
   * Reads the object or array at {@code at}.
   *
   * @param limit where the enclosing value ends
   * @param depth the levels around it
   */
  JsonContainer container(int type, int at, int limit, int depth) {
    requireDepth(at, depth);
    return JsonContainer.of(this, type, at, limit);
  }

  /** Refuses a container with too many levels around it. */
  void requireDepth(int at, int depth) {
    if (depth >= MAX_DEPTH) {
      throw error(at, "more than " + MAX_DEPTH + " levels");
    }
  }

  /** Returns where the length at {@code at}, seven bits in each byte, ends. */
  int endOfLength(int at, int limit) {
    int position = at;
    while (true) {
      require(position, 1, limit);
      if (bytes[position++] >= 0) {
        return position;
      }
      if (position - at == 5) {
        throw error(at, "a length in more than 5 bytes");
      }
    }
  }

  /**
   * Returns the length in {@code bytes[at, start)}, which must fit between {@code start} and the
   * limit.
   */
  int length(int at, int start, int limit) {
    long length = 0;
    for (int i = start - 1; i >= at; i--) {
      length = length << 7 | bytes[i] & 0x7f;
    }
    if (length > limit - start) {
      throw error(at, "a length of " + length + ", but only " + (limit - start) + " bytes follow");
    }
    return (int) length;
  }

  /** Marks bytes as read by one value, which no other may read again. */
  void take(int at, int length, int limit) {
    require(at, length, limit);
    unread -= length;
    if (unread < 0) {
      throw error(at, "values overlap");
    }
  }

  void require(int at, int length, int limit) {
    if (length > limit - at) {
      throw error(at, length + " bytes needed, but only " + (limit - at) + " are left");
    }
  }

  DecodeException error(int at, String message) {
    return new DecodeException(describe(at) + ": " + message);
  }

  String describe(int at) {
    return column + ", JSON byte " + (at - origin);
  }
}
