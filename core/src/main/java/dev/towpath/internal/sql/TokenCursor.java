package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cursor over the tokens of a statement that looks a few of them ahead. Used by one thread. */
final class TokenCursor {
  private static final int AHEAD = 4;
  private static final Pattern WIDE = Pattern.compile("[^\\x{0}-\\x{FFFF}]");

  private final SqlTokenizer tokens;
  private final long sqlMode;
  private final ServerDialect dialect;
  private final String database;
  private final SqlToken[] ahead = new SqlToken[AHEAD];
  private int first;
  private int count;

  /**
   * A cursor before the first token.
   *
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   * @param database the default database of the statement
   */
  TokenCursor(SqlText sql, long sqlMode, ServerDialect dialect, String database) {
    this.tokens = new SqlTokenizer(sql, sqlMode, dialect);
    this.sqlMode = sqlMode;
    this.dialect = dialect;
    this.database = database;
  }

  long sqlMode() {
    return sqlMode;
  }

  ServerDialect dialect() {
    return dialect;
  }

  SqlToken peek() {
    return peek(0);
  }

  /** The token {@code index} places after the next one; at most three. */
  SqlToken peek(int index) {
    while (count <= index) {
      ahead[(first + count++) % AHEAD] = tokens.next();
    }
    return ahead[(first + index) % AHEAD];
  }

  SqlToken next() {
    SqlToken token = peek();
    first = (first + 1) % AHEAD;
    count--;
    return token;
  }

  boolean is(String word) {
    return peek().is(word);
  }

  /** Whether these keywords or symbols follow, at most four. */
  boolean are(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Passes over a keyword or symbol if it is next. */
  boolean skip(String word) {
    if (!peek().is(word)) {
      return false;
    }
    next();
    return true;
  }

  /** Passes over all of these if they are next, else over none. */
  boolean skipAll(String... words) {
    if (!are(words)) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      next();
    }
    return true;
  }

  /** Passes over the next token if it is one of these. */
  boolean skipAny(String... words) {
    if (!peek().isAny(words)) {
      return false;
    }
    next();
    return true;
  }

  /**
   * Passes over the parenthesis that is next and everything up to the one that closes it.
   *
   * @return false if the statement ends before
   */
  boolean skipNested() {
    int depth = 0;
    do {
      SqlToken token = next();
      if (token.isEnd()) {
        return false;
      } else if (token.is("(")) {
        depth++;
      } else if (token.is(")")) {
        depth--;
      }
    } while (depth > 0);
    return true;
  }

  /**
   * Passes over everything up to and with a keyword that is in no parentheses.
   *
   * @return false if the statement ends before
   */
  boolean skipTo(String word) {
    while (!peek().isEnd()) {
      if (is("(")) {
        skipNested();
      } else if (next().is(word)) {
        return true;
      }
    }
    return false;
  }

  /** Refuses what is not closed; else as {@link #skipNested()}. */
  void skipParentheses() throws UnsupportedDdlException {
    if (!is("(")) {
      throw refusal("expected (");
    }
    if (!skipNested()) {
      throw refusal("expected )");
    }
  }

  void expect(String word) throws UnsupportedDdlException {
    if (!skip(word)) {
      throw refusal("expected " + word);
    }
  }

  /** A name of anything but a table. */
  String name() throws UnsupportedDdlException {
    if (!peek().isName()) {
      throw refusal("expected a name");
    }
    return nextName();
  }

  /** The next token as the server keeps names. */
  String nextName() {
    String name = next().text();
    // MySQL keeps them in utf8mb3, and does not refuse what that lacks.
    return dialect.mariaDb() ? name : WIDE.matcher(name).replaceAll("?");
  }

  /** The name of a table, with or without its database. */
  TableName table() throws UnsupportedDdlException {
    TableName table = tableIfAny();
    if (table == null) {
      throw refusal("expected the name of a table");
    }
    return table;
  }

  /** The name of a table; null when there is none. */
  @Nullable TableName tableIfAny() {
    if (is(".") && peek(1).isName()) {
      // .t is t of the default database.
      next();
    }
    if (!peek().isName()) {
      return null;
    }
    String first = nextName();
    if (!is(".") || !peek(1).isName()) {
      return new TableName(database, first);
    }
    next();
    return new TableName(first, nextName());
  }

  /** The default database of the statement. */
  String database() {
    return database;
  }

  /** The name of a column, which may be qualified with the one of its table; that is left out. */
  String column() throws UnsupportedDdlException {
    skip(".");
    String name = name();
    while (skip(".")) {
      name = name();
    }
    return name;
  }

  /** A keyword, name or string that stands for a name, of a character set for example. */
  String word() throws UnsupportedDdlException {
    if (!peek().isName() && !peek().isString()) {
      throw refusal("expected a name or a string");
    }
    return next().text();
  }

  /** A number, which is cut where it is too great to matter. */
  int number() throws UnsupportedDdlException {
    SqlToken token = peek();
    if (token.kind() != SqlToken.Kind.NUMBER) {
      throw refusal("expected a number");
    }
    try {
      return new BigDecimal(next().text()).min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
    } catch (NumberFormatException e) {
      throw new UnsupportedDdlException("a number cannot be read: " + token);
    }
  }

  /** Passes over IF EXISTS; whether it was there. */
  boolean ifExists() {
    return skipAll("IF", "EXISTS");
  }

  /** Passes over IF NOT EXISTS; whether it was there. */
  boolean ifNotExists() {
    return skipAll("IF", "NOT", "EXISTS");
  }

  /** Passes over MariaDB's WAIT and NOWAIT. */
  void skipWait() throws UnsupportedDdlException {
    if (peek(1).kind() == SqlToken.Kind.NUMBER && skip("WAIT")) {
      number();
    } else {
      skip("NOWAIT");
    }
  }

  /** Refuses anything but the end of the statement. */
  void expectEnd() throws UnsupportedDdlException {
    while (skip(";")) {
      // Servers cut them off, but not always.
    }
    if (!peek().isEnd()) {
      throw refusal("expected the end of the statement");
    }
  }

  /** The refusal of the next token. */
  UnsupportedDdlException refusal(String problem) {
    SqlToken token = peek();
    // A literal may be a secret.
    String text = token.isText() ? "a literal" : token.toString();
    return new UnsupportedDdlException(
        "%s at character %d, found %s"
            .formatted(
                problem,
                token.start() + 1,
                text.length() > 60 ? text.substring(0, 60) + '…' : text));
  }
}
