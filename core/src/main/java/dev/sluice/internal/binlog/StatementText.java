package dev.sluice.internal.binlog;

import dev.sluice.internal.bytes.Bytes;
import dev.sluice.internal.decode.Charsets;
import dev.sluice.internal.decode.DecodeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a statement as its session meant it. Immutable.
 *
 * @param text the statement; what cannot be decoded is U+FFFD
 * @param flaw why the text is not exactly the statement; null if it is
 */
public record StatementText(String text, @Nullable String flaw) {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String UTF_8 = "utf8mb4";

  /**
   * Decodes a statement.
   *
   * @param collation the id of the collation of {@code character_set_client}; 0 if it is unknown
   */
  public static StatementText of(byte[] bytes, int from, int to, int collation) {
    int length = to - from;
    String charset = collation == 0 ? UTF_8 : Charsets.ofCollation(collation);
    if (charset == null) {
      String flaw =
          Bytes.areAscii(bytes, from, length)
              ? null
              : "collation %d of its session is unknown".formatted(collation);
      return new StatementText(new String(bytes, from, length, StandardCharsets.UTF_8), flaw);
    }
    // A session without a character set sends names as they are stored, which is UTF-8.
    String own = charset.equals("binary") ? UTF_8 : charset;
    try {
      String text = Charsets.decode(own, bytes, from, length);
      boolean exact = count(text) == encodedReplacements(own, bytes, from, to);
      return new StatementText(
          text, exact ? null : "some of its bytes are no characters of " + own);
    } catch (DecodeException e) {
      return new StatementText(
          new String(bytes, from, length, StandardCharsets.UTF_8), String.valueOf(e.getMessage()));
    }
  }

  private static int count(String text) {
    int count = 0;
    for (int at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) {
      count++;
    }
    return count;
  }

  /** How often the statement itself holds U+FFFD, which few character sets have. */
  private static int encodedReplacements(String charset, byte[] bytes, int from, int to) {
    boolean hasIt = charset.startsWith("utf8") || charset.equals("gb18030");
    if (!hasIt) {
      return 0;
    }
    byte[] encoded =
        charset.equals("gb18030")
            ? new byte[] {(byte) 0x84, 0x31, (byte) 0xA4, 0x37}
            : new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    int count = 0;
    int at = from;
    while (at <= to - encoded.length) {
      int same = 0;
      while (same < encoded.length && bytes[at + same] == encoded[same]) {
        same++;
      }
      count += same == encoded.length ? 1 : 0;
      at += same == encoded.length ? same : 1;
    }
    return count;
  }
}
