package dev.sluice.internal.decode;

import dev.sluice.event.ValueVisitor;

/** Decoder of {@code CHAR}, {@code VARCHAR} and the {@code TEXT} types. */
final class TextDecoder extends ColumnDecoder {
  private final int prefix;
  private final CharacterSet charset;

  /**
   * A decoder of characters after the length of their bytes.
   *
   * @param prefix the bytes of the length, 1 to 4
   */
  TextDecoder(int prefix, CharacterSet charset) {
    this.prefix = prefix;
    this.charset = charset;
  }

  @Override
  Object value(byte[] buffer, int at) {
    return charset.decode(buffer, at + prefix, BytesDecoder.length(buffer, at, prefix));
  }

  @Override
  void visit(byte[] buffer, int at, ValueVisitor visitor) {
    int start = at + prefix;
    int length = BytesDecoder.length(buffer, at, prefix);
    if (charset.isUtf8(buffer, start, length)) {
      visitor.text(buffer, start, length);
    } else {
      visitor.object(charset.decode(buffer, start, length));
    }
  }
}
