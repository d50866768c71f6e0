package dev.sluice.internal.change;

import java.util.Locale;

/** Splits the start of a statement into words, quoted names and symbols, past comments. */
final class SqlTokens {
  private static final Token END = new Token("", false);

  private final String sql;
  private int position;
  private Token ahead;

  SqlTokens(String sql) {
    this.sql = sql;
    this.ahead = read();
  }

  /**
   * A word, a name or a symbol.
   *
   * @param text without quotes
   * @param isQuoted whether it was in back quotes or double quotes
   */
  record Token(String text, boolean isQuoted) {
    boolean isEnd() {
      return text.isEmpty() && !isQuoted;
    }

    boolean isSymbol() {
      return !isQuoted && text.length() == 1 && !SqlTokens.isWord(text.charAt(0));
    }

    String upper() {
      return text.toUpperCase(Locale.ROOT);
    }
  }

  Token peek() {
    return ahead;
  }

  Token next() {
    Token token = ahead;
    ahead = read();
    return token;
  }

  /** Passes over the next token if it is the unquoted {@code word}. */
  boolean skip(String word) {
    if (ahead.isQuoted() || !ahead.upper().equals(word)) {
      return false;
    }
    next();
    return true;
  }

  private Token read() {
    skipBlanksAndComments();
    if (position >= sql.length()) {
      return END;
    }
    char first = sql.charAt(position);
    if (first == '`' || first == '"') {
      return quoted(first);
    }
    int start = position++;
    if (isWord(first)) {
      while (position < sql.length() && isWord(sql.charAt(position))) {
        position++;
      }
    }
    return new Token(sql.substring(start, position), false);
  }

  private Token quoted(char quote) {
    var text = new StringBuilder();
    position++;
    while (position < sql.length()) {
      char c = sql.charAt(position++);
      if (c == quote) {
        if (position >= sql.length() || sql.charAt(position) != quote) {
          break;
        }
        position++;
      }
      text.append(c);
    }
    return new Token(text.toString(), true);
  }

  private void skipBlanksAndComments() {
    while (position < sql.length()) {
      if (Character.isWhitespace(sql.charAt(position))) {
        position++;
      } else if (sql.startsWith("/*!", position)) {
        // The content of a version comment is executed, so its words count.
        position += 3;
        while (position < sql.length() && Character.isDigit(sql.charAt(position))) {
          position++;
        }
      } else if (sql.startsWith("*/", position)) {
        position += 2;
      } else if (sql.startsWith("/*", position)) {
        position = after(sql.indexOf("*/", position + 2), 2);
      } else if (sql.startsWith("-- ", position) || sql.charAt(position) == '#') {
        position = after(sql.indexOf('\n', position), 1);
      } else {
        return;
      }
    }
  }

  private int after(int found, int length) {
    return found < 0 ? sql.length() : found + length;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 0x7F;
  }
}
