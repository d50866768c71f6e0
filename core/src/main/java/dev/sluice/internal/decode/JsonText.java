package dev.sluice.internal.decode;

import dev.sluice.internal.text.NumberText;

/**
 * MySQL's text of a JSON document in its binary form ({@code json_binary.h}, {@code
 * wrapper_to_string}). Used by one thread, for one document.
 *
 * <p>The work is bounded by the size of the document: every byte may be read as part of one value
 * only, so offsets that point back or overlap are errors, and no more than {@link #MAX_DEPTH}
 * levels nest.
 */
final class JsonText {
  /** MySQL's own limit. */
  private static final int MAX_DEPTH = 100;

  private static final int SMALL_OBJECT = 0;
  private static final int LARGE_OBJECT = 1;
  private static final int SMALL_ARRAY = 2;
  private static final int LARGE_ARRAY = 3;
  private static final int LITERAL = 4;
  private static final int INT16 = 5;
  private static final int UINT16 = 6;
  private static final int INT32 = 7;
  private static final int UINT32 = 8;
  private static final int INT64 = 9;
  private static final int UINT64 = 10;
  private static final int DOUBLE = 11;
  private static final int STRING = 12;
  private static final int OPAQUE = 15;

  private static final int KEY_LENGTH_BYTES = 2;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final byte[] document;
  private final int origin;
  private final String column;
  private final Utf8Buffer text;
  private int unread;

  private JsonText(byte[] document, int at, int length, String column) {
    this.document = document;
    this.origin = at;
    this.column = column;
    this.text = new Utf8Buffer(length + length / 2 + 16);
    this.unread = length;
  }

  /**
   * The text of the document in {@code buffer[at, at + length)}. An empty one, which MySQL stores
   * where it was forced to store NULL in a column without NULLs, is {@code null}.
   *
   * @param column what is decoded, for messages
   */
  static String of(byte[] buffer, int at, int length, String column) {
    if (length == 0) {
      return "null";
    }
    var json = new JsonText(buffer, at, length, column);
    json.appendValue(buffer[at], at + 1, at + length, 0);
    return json.text.toString();
  }

  private void appendValue(int type, int at, int end, int depth) {
    switch (type) {
      case SMALL_OBJECT -> appendContainer(at, end, false, true, depth);
      case LARGE_OBJECT -> appendContainer(at, end, true, true, depth);
      case SMALL_ARRAY -> appendContainer(at, end, false, false, depth);
      case LARGE_ARRAY -> appendContainer(at, end, true, false, depth);
      case STRING -> appendString(at, end);
      case OPAQUE -> appendOpaque(at, end);
      default -> {
        int width = width(type, at);
        take(at, width, end);
        appendNumber(type, at);
      }
    }
  }

  private int width(int type, int at) {
    return switch (type) {
      case LITERAL -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32 -> 4;
      case INT64, UINT64, DOUBLE -> 8;
      default -> throw error(at, "type " + type + " is unknown");
    };
  }

  private void appendNumber(int type, int at) {
    switch (type) {
      case LITERAL -> appendLiteral(at);
      case INT16 -> text.append(Integer.toString(Bytes.i16(document, at)));
      case UINT16 -> text.append(Integer.toString(Bytes.u16(document, at)));
      case INT32 -> text.append(Integer.toString(Bytes.i32(document, at)));
      case UINT32 -> text.append(Long.toString(Bytes.u32(document, at)));
      case INT64 -> text.append(Long.toString(Bytes.i64(document, at)));
      case UINT64 -> text.append(Long.toUnsignedString(Bytes.i64(document, at)));
      default -> appendDouble(Double.longBitsToDouble(Bytes.i64(document, at)));
    }
  }

  private void appendLiteral(int at) {
    text.append(
        switch (document[at]) {
          case 0 -> "null";
          case 1 -> "true";
          case 2 -> "false";
          default -> throw error(at, "literal " + document[at] + " is unknown");
        });
  }

  /** A whole number keeps a fraction, so that it reads back as a double. */
  private void appendDouble(double number) {
    String digits = NumberText.of(number);
    text.append(digits);
    if (digits.indexOf('.') < 0 && digits.indexOf('e') < 0) {
      text.append(".0");
    }
  }

  private void appendContainer(int start, int limit, boolean large, boolean keys, int depth) {
    if (depth >= MAX_DEPTH) {
      throw error(start, "more than " + MAX_DEPTH + " levels");
    }
    int word = large ? 4 : 2;
    require(start, 2 * word, limit);
    long count = word(start, large);
    long size = word(start + word, large);
    long keyEntries = 2L * word;
    long valueEntries = keyEntries + (keys ? count * (word + KEY_LENGTH_BYTES) : 0);
    long header = valueEntries + count * (1 + word);
    if (size > limit - start || header > size) {
      throw error(
          start,
          "%d elements in %d bytes, of which %d are there".formatted(count, size, limit - start));
    }
    take(start, (int) header, limit);
    int end = start + (int) size;
    text.append(keys ? '{' : '[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(", ");
      }
      if (keys) {
        appendKey(start, start + (int) keyEntries + i * (word + KEY_LENGTH_BYTES), end, large);
      }
      appendElement(start, start + (int) valueEntries + i * (1 + word), end, large, depth);
    }
    text.append(keys ? '}' : ']');
  }

  private void appendKey(int start, int entry, int end, boolean large) {
    int at = offset(start, entry, end, large);
    int length = Bytes.u16(document, entry + (large ? 4 : 2));
    take(at, length, end);
    appendQuoted(at, length);
    text.append(": ");
  }

  private void appendElement(int start, int entry, int end, boolean large, int depth) {
    int type = document[entry];
    if (isInlined(type, large)) {
      appendNumber(type, entry + 1);
    } else {
      appendValue(type, offset(start, entry + 1, end, large), end, depth + 1);
    }
  }

  private static boolean isInlined(int type, boolean large) {
    return switch (type) {
      case LITERAL, INT16, UINT16 -> true;
      case INT32, UINT32 -> large;
      default -> false;
    };
  }

  private int offset(int start, int at, int end, boolean large) {
    long offset = word(at, large);
    if (offset > end - start) {
      throw error(at, "offset " + offset + " is outside of its container");
    }
    return start + (int) offset;
  }

  private long word(int at, boolean large) {
    return large ? Bytes.u32(document, at) : Bytes.u16(document, at);
  }

  private void appendString(int at, int end) {
    int start = endOfLength(at, end);
    int length = length(at, start, end);
    take(at, start - at + length, end);
    appendQuoted(start, length);
  }

  private void appendOpaque(int at, int end) {
    require(at, 1, end);
    int type = Bytes.u8(document, at);
    int start = endOfLength(at + 1, end);
    int length = length(at + 1, start, end);
    take(at, start - at + length, end);
    JsonOpaque.append(text, type, document, start, length, describe(at));
  }

  /** Where the length at {@code at}, seven bits in each byte, ends. */
  private int endOfLength(int at, int end) {
    int position = at;
    while (true) {
      require(position, 1, end);
      if (document[position++] >= 0) {
        return position;
      }
      if (position - at == 5) {
        throw error(at, "a length in more than 5 bytes");
      }
    }
  }

  private int length(int at, int start, int end) {
    long length = 0;
    for (int i = start - 1; i >= at; i--) {
      length = length << 7 | document[i] & 0x7f;
    }
    if (length > end - start) {
      throw error(at, "a length of " + length + ", but only " + (end - start) + " bytes follow");
    }
    return (int) length;
  }

  private void appendQuoted(int at, int length) {
    text.append('"');
    int copied = at;
    int end = at + length;
    for (int i = at; i < end; i++) {
      byte character = document[i];
      if (character == '"' || character == '\\' || (character >= 0 && character < ' ')) {
        text.append(document, copied, i - copied);
        appendEscaped(character);
        copied = i + 1;
      }
    }
    text.append(document, copied, end - copied);
    text.append('"');
  }

  private void appendEscaped(byte character) {
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

  /** Marks bytes as read by one value, which no other may read again. */
  private void take(int at, int length, int end) {
    require(at, length, end);
    unread -= length;
    if (unread < 0) {
      throw error(at, "values overlap");
    }
  }

  private void require(int at, int length, int end) {
    if (length > end - at) {
      throw error(at, length + " bytes needed, but only " + (end - at) + " are left");
    }
  }

  private DecodeException error(int at, String message) {
    return new DecodeException(describe(at) + ": " + message);
  }

  private String describe(int at) {
    return column + ", JSON byte " + (at - origin);
  }
}
