package dev.towpath.internal.decode;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.decode.BinlogDialect.JsonStyle;

/** A decoder of {@code JSON} to MySQL's text of the document. */
final class JsonDecoder extends ColumnDecoder {
  private final int prefix;
  private final String column;
  private final JsonStyle style;

  JsonDecoder(int prefix, String column, JsonStyle style) {
    this.prefix = prefix;
    this.column = column;
    this.style = style;
  }

  @Override
  Object value(byte[] buffer, int at) {
    return JsonText.of(buffer, at + prefix, BytesDecoder.length(buffer, at, prefix), column, style);
  }

  @Override
  void visit(byte[] buffer, int at, ValueVisitor visitor) {
    int length = BytesDecoder.length(buffer, at, prefix);
    Utf8Buffer text = JsonText.utf8(buffer, at + prefix, length, column, style);
    if (Utf8.isWellFormed(text.bytes(), 0, text.length())) {
      visitor.text(text.bytes(), 0, text.length());
    } else {
      visitor.object(text.toString());
    }
  }

  /**
   * Decodes the document of an after image that has only the differences to the document of the
   * before image.
   *
   * @param before where the value of the before image starts, as in {@link BinaryRowImage}
   * @param differences where the differences start
   * @throws DecodeException if the before image lacks the document
   */
  String patched(byte[] buffer, int before, int differences) {
    if (before == BinaryRowImage.ABSENT) {
      throw new DecodeException(
          column
              + ": the binlog has only the differences to a document that the before image lacks;"
              + " set binlog_row_image=FULL or binlog_row_value_options='' on the source");
    }
    if (before == BinaryRowImage.NULL) {
      throw new DecodeException(
          column + ": the binlog has differences to a document that is NULL in the before image");
    }
    return JsonDiffs.apply(
        buffer,
        before + prefix,
        BytesDecoder.length(buffer, before, prefix),
        differences + prefix,
        BytesDecoder.length(buffer, differences, prefix),
        column);
  }
}
