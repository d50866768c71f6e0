package dev.towpath.internal.decode.json;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.decode.BinlogDialect.JsonStyle;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.text.Utf8;
import dev.towpath.internal.decode.text.Utf8Buffer;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;

/** A decoder of {@code JSON} to MySQL's text of the document. */
public final class JsonDecoder extends ColumnDecoder {
  private final int prefix;
  private final String column;
  private final JsonStyle style;

  public JsonDecoder(int prefix, String column, JsonStyle style) {
    this.prefix = prefix;
    this.column = column;
    this.style = style;
  }

  @Override
  public Object value(byte[] buffer, int at) {
    return JsonText.of(buffer, at + prefix, BytesDecoder.length(buffer, at, prefix), column, style);
  }

  @Override
  public void visit(byte[] buffer, int at, ValueVisitor visitor) {
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
   * @param before where the value of the before image starts, or {@link #NULL} or {@link #ABSENT}
   * @param differences where the differences start
   * @throws DecodeException if the before image lacks the document
   */
  public String patched(byte[] buffer, int before, int differences) {
    if (before == ABSENT) {
      throw new DecodeException(
          column
              + ": the binlog has only the differences to a document that the before image lacks;"
              + " set binlog_row_image=FULL or binlog_row_value_options='' on the source");
    }
    if (before == NULL) {
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
