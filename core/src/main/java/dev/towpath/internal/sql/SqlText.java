package dev.towpath.internal.sql;

import dev.towpath.internal.decode.text.CharacterTypes;
import dev.towpath.internal.decode.text.Charsets;

/**
 * A statement as people read it, and in the form in which the lexer of a server sees it.
 *
 * <p>The lexer works on bytes: which of them separate words, quote and escape depends on {@code
 * character_set_client}. The form has a space for each byte that is a blank there, and the ASCII
 * character for each byte that is one. It has no ASCII character for anything else.
 *
 * @param text the statement
 * @param form the same number of characters
 */
public record SqlText(String text, String form) {

  /** Checks that the two are equally long. */
  public SqlText {
    if (text.length() != form.length()) {
      throw new IllegalArgumentException(
          "the form has %d characters, the text %d".formatted(form.length(), text.length()));
    }
  }

  /** A statement of a session that sends UTF-8, in which only ASCII has a meaning for the lexer. */
  public static SqlText of(String text) {
    return new SqlText(text, text);
  }

  /**
   * A statement of a session.
   *
   * @param text the bytes decoded
   * @param charset MySQL's name of the session's {@code character_set_client}
   */
  public static SqlText of(String text, String charset, byte[] bytes, int from, int to) {
    int length = to - from;
    if (Charsets.maxBytes(charset) > 1) {
      String form = Charsets.withoutCorrections(charset, bytes, from, length);
      return form.length() == text.length() ? new SqlText(text, form) : of(text);
    }
    if (text.length() != length) {
      return of(text);
    }
    char[] form = new char[length];
    for (int i = 0; i < length; i++) {
      form[i] = CharacterTypes.lexed(charset, bytes[from + i] & 0xff, text.charAt(i));
    }
    String lexed = new String(form);
    return lexed.equals(text) ? of(text) : new SqlText(text, lexed);
  }

  /** The part between two offsets. */
  SqlText part(int from, int to) {
    return new SqlText(text.substring(from, to), form.substring(from, to));
  }

  @Override
  public String toString() {
    return text;
  }
}
