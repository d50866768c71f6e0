package dev.towpath.internal.decode.value;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.decode.text.CharacterSet;
import dev.towpath.internal.log.Loggers;
import java.util.Arrays;

/**
 * A decoder of {@code CHAR}, {@code VARCHAR} and the {@code TEXT} types. Bytes that are no
 * character of the column's set become U+FFFD, where MySQL prints a question mark; the first such
 * value of a column is reported.
 */
public final class TextDecoder extends ColumnDecoder {
  private final int prefix;
  private static final System.Logger logger = Loggers.SCHEMA;

  private final CharacterSet charset;
  private final String column;

  /** Any thread may set it. */
  private volatile boolean reported;

  /**
   * Creates a decoder of characters after the length of their bytes.
   *
   * @param prefix the bytes of the length, 1 to 4
   * @param column the column with its table, for messages
   */
  public TextDecoder(int prefix, CharacterSet charset, String column) {
    this.prefix = prefix;
    this.charset = charset;
    this.column = column;
  }

  @Override
  public Object value(byte[] buffer, int at) {
    return decode(buffer, at + prefix, BytesDecoder.length(buffer, at, prefix));
  }

  @Override
  public void visit(byte[] buffer, int at, ValueVisitor visitor) {
    int start = at + prefix;
    int length = BytesDecoder.length(buffer, at, prefix);
    if (charset.isUtf8(buffer, start, length)) {
      visitor.text(buffer, start, length);
    } else {
      visitor.object(decode(buffer, start, length));
    }
  }

  private String decode(byte[] buffer, int start, int length) {
    String text = charset.decode(buffer, start, length);
    if (text.indexOf(CharacterSet.REPLACEMENT) >= 0 && !reported) {
      byte[] bytes = Arrays.copyOfRange(buffer, start, start + length);
      if (!Arrays.equals(bytes, charset.encode(text))) {
        report(bytes.length);
      }
    }
    return text;
  }

  private void report(int length) {
    reported = true;
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            ("%s: a value of %d bytes has some that are no character of %s; they became U+FFFD;"
                    + " find such values with HEX() and write them again; further ones of the"
                    + " column are not reported")
                .formatted(column, length, charset));
  }
}
