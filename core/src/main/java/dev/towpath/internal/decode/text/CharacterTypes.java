package dev.towpath.internal.decode.text;

/**
 * The types of single bytes in character sets, as far as they matter to the lexer of a server. Its
 * {@code state_map} is made from the {@code ctype} table of {@code character_set_client} ({@code
 * init_state_maps} of strings/sql_chars.cc and mysys/charset.c). The tables come from the servers'
 * files {@code charsets/*.xml} and sources {@code strings/ctype-*.c}.
 */
public final class CharacterTypes {
  private static final char CONTROL = 1;
  private static final char FOREIGN = 0x80;
  private static final char DELETE = 0x7F;

  private CharacterTypes() {}

  /**
   * Returns a byte of a statement as a lexer sees it: a space for a blank.
   *
   * @param charset a character set of single bytes
   * @param code the byte
   * @param character the character that it stands for
   */
  public static char lexed(String charset, int code, char character) {
    if (code == DELETE) {
      return isControl(charset, code) ? DELETE : FOREIGN;
    }
    if (code < DELETE) {
      // Letters of swe7 take the places of brackets, but quotes and escapes keep theirs.
      boolean isLetter = character >= 0x80 && "[]^{}~".indexOf(code) >= 0;
      return isLetter ? character : (char) code;
    }
    if (code == blank(charset)) {
      return ' ';
    }
    if (isControl(charset, code)) {
      return CONTROL;
    }
    return character < 0x80 ? (char) code : character;
  }

  /** Returns the byte beyond ASCII that is a blank; negative if there is none. */
  private static int blank(String charset) {
    return switch (charset) {
      case "armscii8", "cp1250", "dec8", "geostd8", "greek", "hebrew" -> 0xA0;
      case "latin1", "latin2", "latin5", "latin7" -> 0xA0;
      case "cp852", "cp866", "keybcs2" -> 0xFF;
      default -> -1;
    };
  }

  /**
   * Returns whether a byte from 0x7F on makes two dashes before it begin a comment, as a blank
   * does.
   */
  private static boolean isControl(String charset, int code) {
    if (code == DELETE) {
      return switch (charset) {
        case "cp1251", "cp1257", "cp852", "cp866", "keybcs2", "latin2", "macce", "macroman" ->
            false;
        default -> true;
      };
    }
    return switch (charset) {
      case "cp1250" -> "\u0080\u0081\u0083\u0088\u0090\u0098".indexOf(code) >= 0;
      case "cp850" -> code == 0xFF;
      case "hebrew" -> code == 0xFD || code == 0xFE;
      case "hp8" -> code <= 0xA0 || "\u00b1\u00b2\u00f2\u00f3\u00f4\u00f5\u00ff".indexOf(code) >= 0;
      case "latin7" ->
          "\u0081\u0083\u0088\u008a\u008c\u0090\u0098\u009a\u009c\u009f\u00a1\u00a5".indexOf(code)
              >= 0;
      case "macroman" -> "\u0080\u00cb\u00e5".indexOf(code) >= 0;
      default -> false;
    };
  }
}
