package dev.towpath.internal.sql;

import dev.towpath.internal.sql.SqlToken.Kind;

/**
 * A tokenizer that splits a statement as the lexers of MySQL and MariaDB do ({@code lex_one_token}
 * of sql_lex.cc). It passes over comments, reads the content of executed ones, and never fails:
 * what is not terminated ends with the statement. Used by one thread.
 */
public final class SqlTokenizer {
  private static final long ANSI_QUOTES = 0x4;
  private static final long NO_BACKSLASH_ESCAPES = 0x100000;

  private final SqlText text;
  private final String sql;
  private final boolean ansiQuotes;
  private final boolean escapes;
  private final ServerDialect dialect;
  private int at;
  private boolean inExecutedComment;
  private boolean afterDot;
  private int wordEnd = -1;

  /**
   * A tokenizer at the beginning of a statement.
   *
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   */
  public SqlTokenizer(SqlText text, long sqlMode, ServerDialect dialect) {
    this.text = text;
    this.sql = text.form();
    this.ansiQuotes = (sqlMode & ANSI_QUOTES) != 0;
    this.escapes = (sqlMode & NO_BACKSLASH_ESCAPES) == 0;
    this.dialect = dialect;
  }

  /** Whether a backslash in a string is the beginning of an escape. */
  boolean hasEscapes() {
    return escapes;
  }

  /** Returns the next token; the end again and again after the last one. */
  public SqlToken next() {
    boolean named = afterDot;
    afterDot = false;
    if (named && at < sql.length() && isWord(sql.charAt(at))) {
      // What follows a dot at once is a name, even if it looks like a number or a keyword: t.1e5,
      // t.select.
      int start = at;
      return word(Kind.NAME, start);
    }
    skipBlanksAndComments();
    if (at >= sql.length()) {
      return token(Kind.END, at);
    }
    int start = at;
    char c = sql.charAt(at);
    if (c == '`' || (c == '"' && ansiQuotes)) {
      skipQuoted(false);
      return token(Kind.NAME, start);
    } else if (c == '\'' || c == '"') {
      skipQuoted(escapes);
      return token(Kind.STRING, start);
    } else if (isDigit(c) || (c == '.' && at != wordEnd && isDigit(charAt(at + 1)))) {
      return number(start);
    } else if (isWord(c)) {
      return wordOrLiteral(start);
    }
    at++;
    afterDot = c == '.';
    return token(Kind.SYMBOL, start);
  }

  private SqlToken token(Kind kind, int start) {
    return new SqlToken(kind, text, start, at, escapes);
  }

  private SqlToken wordOrLiteral(int start) {
    if (charAt(start + 1) == '\'') {
      char prefix = (char) (charAt(start) | 0x20);
      if (prefix == 'n') {
        at++;
        skipQuoted(escapes);
        return token(Kind.NATIONAL, start);
      }
      if ((prefix == 'x' && literal(start + 2, 16)) || (prefix == 'b' && literal(start + 2, 2))) {
        return token(prefix == 'x' ? Kind.HEX : Kind.BIT, start);
      }
    }
    return word(Kind.WORD, start);
  }

  private SqlToken word(Kind kind, int start) {
    while (at < sql.length() && isWord(sql.charAt(at))) {
      at++;
    }
    wordEnd = at;
    // A word before a dot and a name is a name, too: RENAME to.x makes x of the database to.
    boolean isQualifier = charAt(at) == '.' && isWord(charAt(at + 1));
    return token(isQualifier ? Kind.NAME : kind, start);
  }

  /** Passes over {@code x'…'} if there are only digits in the quotes. */
  private boolean literal(int from, int radix) {
    int to = from;
    while (Character.digit(asciiAt(to), radix) >= 0) {
      to++;
    }
    if (charAt(to) != '\'') {
      return false;
    }
    at = to + 1;
    return true;
  }

  private SqlToken number(int start) {
    if (charAt(start) == '0' && prefixed('x', 16)) {
      return token(Kind.HEX, start);
    }
    if (charAt(start) == '0' && prefixed('b', 2)) {
      return token(Kind.BIT, start);
    }
    skipDigits();
    if (charAt(at) == '.') {
      at++;
      skipDigits();
      skipExponent();
    } else if (isWord(charAt(at)) && !skipExponent()) {
      // A name may begin with digits.
      return word(Kind.WORD, start);
    }
    return token(Kind.NUMBER, start);
  }

  /** Passes over {@code 0x…} or {@code 0b…} unless more follows, which makes it a name. */
  private boolean prefixed(char prefix, int radix) {
    int to = at + 2;
    while (Character.digit(asciiAt(to), radix) >= 0) {
      to++;
    }
    if (charAt(at + 1) != prefix || to == at + 2 || isWord(charAt(to))) {
      return false;
    }
    at = to;
    return true;
  }

  private boolean skipExponent() {
    if ((charAt(at) | 0x20) != 'e') {
      return false;
    }
    int digits = charAt(at + 1) == '+' || charAt(at + 1) == '-' ? at + 2 : at + 1;
    if (!isDigit(charAt(digits))) {
      return false;
    }
    at = digits;
    skipDigits();
    return true;
  }

  private void skipDigits() {
    while (isDigit(charAt(at))) {
      at++;
    }
  }

  private void skipQuoted(boolean escaped) {
    char quote = sql.charAt(at++);
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && escaped) {
        at++;
      } else if (c == quote) {
        if (charAt(at) != quote || at >= sql.length()) {
          return;
        }
        at++;
      }
    }
    at = sql.length();
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '#' || isDashes()) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (c == '/' && charAt(at + 1) == '*') {
        comment();
      } else if (inExecutedComment && c == '*' && charAt(at + 1) == '/') {
        inExecutedComment = false;
        at += 2;
      } else {
        return;
      }
    }
  }

  /** Two dashes need a blank or a control character behind them. */
  private boolean isDashes() {
    return charAt(at) == '-'
        && charAt(at + 1) == '-'
        && (charAt(at + 2) <= ' ' || charAt(at + 2) == 0x7F);
  }

  private void comment() {
    boolean mariaDbOnly = dialect.mariaDb() && charAt(at + 2) == 'M' && charAt(at + 3) == '!';
    if (charAt(at + 2) != '!' && !mariaDbOnly) {
      int end = sql.indexOf("*/", at + 2);
      at = end < 0 ? sql.length() : end + 2;
      return;
    }
    int from = at + (mariaDbOnly ? 4 : 3);
    int digits = 0;
    while (digits < 6 && isDigit(charAt(from + digits))) {
      digits++;
    }
    if (digits < 5) {
      inExecutedComment = true;
      at = from;
    } else if (isExecuted(Integer.parseInt(sql.substring(from, from + digits)), mariaDbOnly)) {
      inExecutedComment = true;
      at = from + digits;
    } else {
      at = from;
      skipUnexecuted();
    }
  }

  /** MariaDB leaves out what MySQL does from 5.7 on, which has not been its own since. */
  private boolean isExecuted(int version, boolean mariaDbOnly) {
    if (dialect.mariaDb()) {
      boolean common = version < 50_700 || version > 99_999 || mariaDbOnly;
      return common && version <= dialect.version();
    }
    return dialect.version() == 0 || version <= dialect.version();
  }

  /** A comment that is not executed may hold others, but they hold none. */
  private void skipUnexecuted() {
    while (at < sql.length()) {
      if (sql.startsWith("*/", at)) {
        at += 2;
        return;
      }
      if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        at++;
      }
    }
  }

  private char charAt(int index) {
    return index < sql.length() ? sql.charAt(index) : '\0';
  }

  private char asciiAt(int index) {
    char c = charAt(index);
    return c < 0x80 ? c : '\0';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }
}
