package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.sql.SqlText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a statement in the character set of its session. Immutable.
 *
 * @param sql the statement; bytes that cannot be decoded are U+FFFD
 * @param flaw why the text is not exactly the statement; null if it is
 */
public record StatementText(SqlText sql, @Nullable String flaw) {
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
      return new StatementText(utf8(bytes, from, length), flaw);
    }
    // A session without a character set sends names as they are stored, in UTF-8.
    String own = charset.equals("binary") ? UTF_8 : charset;
    try {
      String text = Charsets.decode(own, bytes, from, length);
      SqlText sql = SqlText.of(text, own, bytes, from, to);
      boolean exact =
          count(text) == encodedReplacements(own, bytes, from, to) && Charsets.hasAllOf(own, text);
      return new StatementText(
          sql, exact ? escapeFlaw(sql, own) : "some of its bytes are no characters of " + own);
    } catch (DecodeException e) {
      return new StatementText(utf8(bytes, from, length), String.valueOf(e.getMessage()));
    }
  }

  private static SqlText utf8(byte[] bytes, int from, int length) {
    return SqlText.of(new String(bytes, from, length, StandardCharsets.UTF_8));
  }

  /**
   * Returns the flaw of an escape that cuts a character: a backslash escapes one byte. If the other
   * bytes of that character contain a backslash, servers take it for another escape.
   */
  private static @Nullable String escapeFlaw(SqlText sql, String charset) {
    if (charset.startsWith("utf8") || Charsets.maxBytes(charset) == 1) {
      return null;
    }
    String form = sql.form();
    for (int at = form.indexOf('\\'); at >= 0; at = form.indexOf('\\', at + 1)) {
      if (at + 1 < form.length() && form.charAt(at + 1) >= 0x80) {
        int end = form.offsetByCodePoints(at + 1, 1);
        byte[] bytes = Charsets.encode(charset, sql.text().substring(at + 1, end));
        if (bytes == null || bytes[bytes.length - 1] == '\\') {
          return "an escape in it cuts a character of %s in two".formatted(charset);
        }
      }
    }
    return null;
  }

  private static int count(String text) {
    int count = 0;
    for (int at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) {
      count++;
    }
    return count;
  }

  /** Returns how often the statement itself holds U+FFFD, which few character sets have. */
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
