package dev.towpath.internal.decode.json;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.BinlogDialect.JsonStyle;
import dev.towpath.internal.decode.text.Utf8Buffer;
import dev.towpath.internal.text.NumberText;

/**
 * A printer of values of a JSON document as MySQL prints them ({@code wrapper_to_string}). Used by
 * one thread.
 */
final class JsonText {
  private final JsonDocument document;
  private final byte[] bytes;
  private final Utf8Buffer text;
  private final JsonStyle style;

  /** Creates a printer that appends values of {@code document} to {@code text}. */
  JsonText(JsonDocument document, Utf8Buffer text, JsonStyle style) {
    this.document = document;
    this.bytes = document.bytes();
    this.text = text;
    this.style = style;
  }

  /**
   * Returns the text of the document in {@code buffer[at, at + length)}. An empty document is
   * printed as {@code null}: MySQL stores it when it was forced to store NULL in a column without
   * NULLs.
   *
   * @param column the column, for messages
   */
  static String of(byte[] buffer, int at, int length, String column, JsonStyle style) {
    return utf8(buffer, at, length, column, style).toString();
  }

  /** Returns the same text as {@link #of}, in UTF-8. */
  static Utf8Buffer utf8(byte[] buffer, int at, int length, String column, JsonStyle style) {
    var text = new Utf8Buffer(length + length / 2 + 16);
    if (length == 0) {
      text.append("null");
      return text;
    }
    var document = new JsonDocument(buffer, at, length, column);
    new JsonText(document, text, style)
        .appendValue(document.type(), document.start(), document.end(), 0);
    return text;
  }

  /**
   * Appends a value.
   *
   * @param limit where the enclosing value ends
   * @param depth the levels around it
   */
  void appendValue(int type, int at, int limit, int depth) {
    if (JsonContainer.isContainer(type)) {
      appendContainer(document.container(type, at, limit, depth), depth);
    } else if (type == JsonDocument.STRING) {
      appendString(at, limit);
    } else if (type == JsonDocument.OPAQUE) {
      appendOpaque(at, limit);
    } else {
      document.take(at, document.width(type, at), limit);
      appendNumber(type, at);
    }
  }

  /** Appends a number or literal, whose bytes have been taken. */
  void appendNumber(int type, int at) {
    switch (type) {
      case JsonDocument.LITERAL -> appendLiteral(at);
      case JsonDocument.INT16 -> text.append((long) Bytes.i16(bytes, at));
      case JsonDocument.UINT16 -> text.append((long) Bytes.u16(bytes, at));
      case JsonDocument.INT32 -> text.append((long) Bytes.i32(bytes, at));
      case JsonDocument.UINT32 -> text.append(Bytes.u32(bytes, at));
      case JsonDocument.INT64 -> text.append(Bytes.i64(bytes, at));
      case JsonDocument.UINT64 -> text.append(Long.toUnsignedString(Bytes.i64(bytes, at)));
      default -> appendDouble(Double.longBitsToDouble(Bytes.i64(bytes, at)));
    }
  }

  private void appendLiteral(int at) {
    text.append(
        switch (bytes[at]) {
          case 0 -> "null";
          case 1 -> "true";
          case 2 -> "false";
          default -> throw document.error(at, "literal " + bytes[at] + " is unknown");
        });
  }

  private void appendDouble(double number) {
    String digits = NumberText.of(number);
    text.append(digits);
    boolean keepsFraction = style == JsonStyle.MYSQL_8;
    if (keepsFraction && digits.indexOf('.') < 0 && digits.indexOf('e') < 0) {
      text.append(".0");
    }
  }

  private void appendContainer(JsonContainer container, int depth) {
    boolean object = container.isObject();
    text.append(object ? '{' : '[');
    int count = container.count();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(',', ' ');
      }
      if (object) {
        JsonString.append(text, bytes, container.key(i), container.keyLength(i));
        text.append(':', ' ');
      }
      int type = container.type(i);
      int at = container.value(i);
      if (container.isInlinedType(type)) {
        appendNumber(type, at);
      } else {
        appendValue(type, at, container.end(), depth + 1);
      }
    }
    text.append(object ? '}' : ']');
  }

  private void appendString(int at, int limit) {
    int start = document.endOfLength(at, limit);
    int length = document.length(at, start, limit);
    document.take(at, start - at + length, limit);
    JsonString.append(text, bytes, start, length);
  }

  private void appendOpaque(int at, int limit) {
    document.require(at, 1, limit);
    int type = Bytes.u8(bytes, at);
    int start = document.endOfLength(at + 1, limit);
    int length = document.length(at + 1, start, limit);
    document.take(at, start - at + length, limit);
    JsonOpaque.append(text, type, bytes, start, length, document.describe(at));
  }
}
