package dev.sluice.internal.sql;

import dev.sluice.event.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement of the binlog in the one dialect that parsers agree on: without comments, with the
 * content of executed ones, names in back quotes, and backslashes escaped. Immutable.
 */
public final class SqlText {
  private static final long ANSI_QUOTES = 0x4;
  private static final long NO_BACKSLASH_ESCAPES = 0x100000;

  private final String text;
  private final List<Token> tokens;

  private SqlText(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = List.copyOf(tokens);
  }

  /**
   * A word, a name or a symbol.
   *
   * @param text without quotes
   * @param isQuoted whether it was a quoted name
   * @param isLiteral whether it was a string
   */
  public record Token(String text, boolean isQuoted, boolean isLiteral) {

    public boolean is(String word) {
      return !isQuoted && !isLiteral && text.equalsIgnoreCase(word);
    }

    public boolean isName() {
      return isQuoted || (!isLiteral && isWord(text.charAt(0)));
    }

    public String upper() {
      return isQuoted || isLiteral ? "" : text.toUpperCase(Locale.ROOT);
    }
  }

  /**
   * Reads a statement.
   *
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   */
  public static SqlText of(String sql, long sqlMode, ServerDialect dialect) {
    return new Scanner(sql, sqlMode, dialect).scan();
  }

  /** The statement for a parser. */
  public String text() {
    return text;
  }

  public List<Token> tokens() {
    return tokens;
  }

  /** Whether the table's name occurs in it. */
  public boolean mentions(TableName table) {
    return tokens.stream().anyMatch(token -> token.text().equalsIgnoreCase(table.table()));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 0x7F;
  }

  /** Used by one thread, for one statement. */
  private static final class Scanner {
    private final String sql;
    private final boolean ansiQuotes;
    private final boolean escapes;
    private final ServerDialect dialect;
    private final StringBuilder out = new StringBuilder();
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Scanner(String sql, long sqlMode, ServerDialect dialect) {
      this.sql = sql;
      this.ansiQuotes = (sqlMode & ANSI_QUOTES) != 0;
      this.escapes = (sqlMode & NO_BACKSLASH_ESCAPES) == 0;
      this.dialect = dialect;
    }

    SqlText scan() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (!skippedComment(c)) {
          if (c == '`' || (c == '"' && ansiQuotes)) {
            name(c);
          } else if (c == '\'' || c == '"') {
            literal(c);
          } else if (isWord(c)) {
            word();
          } else {
            symbol(c);
          }
        }
      }
      return new SqlText(out.toString().strip(), tokens);
    }

    private boolean skippedComment(char c) {
      if (sql.startsWith("/*", at)) {
        boolean executed = sql.startsWith("/*!", at) || sql.startsWith("/*M!", at);
        if (executed && isForThisServer()) {
          at = afterVersion();
        } else {
          at = after(sql.indexOf("*/", at + 2), 2);
        }
        out.append(' ');
        return true;
      }
      if (sql.startsWith("*/", at)) {
        at += 2;
        out.append(' ');
        return true;
      }
      boolean dashes =
          sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
      if (c == '#' || dashes) {
        at = after(sql.indexOf('\n', at), 1);
        out.append('\n');
        return true;
      }
      return false;
    }

    private boolean isForThisServer() {
      boolean mariaDbOnly = sql.startsWith("/*M!", at);
      int from = at + (mariaDbOnly ? 4 : 3);
      int to = afterVersion();
      int version = to == from ? 0 : Integer.parseInt(sql.substring(from, to));
      return dialect.mariaDb()
          ? version <= dialect.version()
          : !mariaDbOnly && (dialect.version() == 0 || version <= dialect.version());
    }

    private int afterVersion() {
      int end = sql.startsWith("/*M!", at) ? at + 4 : at + 3;
      int limit = Math.min(sql.length(), end + 6);
      while (end < limit && Character.isDigit(sql.charAt(end))) {
        end++;
      }
      return end;
    }

    private int after(int found, int length) {
      return found < 0 ? sql.length() : found + length;
    }

    private void name(char quote) {
      String text = quoted(quote, false);
      out.append('`').append(text.replace("`", "``")).append('`');
      tokens.add(new Token(text, true, false));
    }

    private void literal(char quote) {
      String text = quoted(quote, escapes);
      out.append('\'').append(text.replace("\\", "\\\\").replace("'", "''")).append('\'');
      tokens.add(new Token(text, false, true));
    }

    private String quoted(char quote, boolean escaped) {
      var text = new StringBuilder();
      at++;
      while (at < sql.length()) {
        char c = sql.charAt(at++);
        if (c == quote) {
          if (at >= sql.length() || sql.charAt(at) != quote) {
            break;
          }
          at++;
        } else if (c == '\\' && escaped && at < sql.length()) {
          c = unescaped(sql.charAt(at++));
        }
        text.append(c);
      }
      return text.toString();
    }

    private static char unescaped(char c) {
      return switch (c) {
        case '0' -> '\0';
        case 'b' -> '\b';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'Z' -> '\032';
        default -> c;
      };
    }

    private void word() {
      int start = at;
      while (at < sql.length() && isWord(sql.charAt(at))) {
        at++;
      }
      String text = sql.substring(start, at);
      out.append(text);
      tokens.add(new Token(text, false, false));
    }

    private void symbol(char c) {
      at++;
      out.append(c);
      if (!Character.isWhitespace(c)) {
        tokens.add(new Token(String.valueOf(c), false, false));
      }
    }
  }
}
