package dev.sluice.internal.decode;

/** Decoder of {@code JSON}: MySQL's text of the document. */
final class JsonDecoder extends ColumnDecoder {
  private final int prefix;
  private final String column;

  JsonDecoder(int prefix, String column) {
    this.prefix = prefix;
    this.column = column;
  }

  @Override
  Object value(byte[] buffer, int at) {
    return JsonText.of(buffer, at + prefix, BytesDecoder.length(buffer, at, prefix), column);
  }
}
