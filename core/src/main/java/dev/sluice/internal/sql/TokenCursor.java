package dev.sluice.internal.sql;

import dev.sluice.event.TableName;
import org.jspecify.annotations.Nullable;

/** A cursor over the tokens of a statement that looks a few of them ahead. Used by one thread. */
final class TokenCursor {
  private static final int AHEAD = 4;

  private final SqlTokenizer tokens;
  private final String database;
  private final SqlToken[] ahead = new SqlToken[AHEAD];
  private int first;
  private int count;

  /**
   * A cursor before the first token.
   *
   * @param database the default database of the statement
   */
  TokenCursor(SqlTokenizer tokens, String database) {
    this.tokens = tokens;
    this.database = database;
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

  /** Does the same, and refuses what is not closed. */
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
    return next().text();
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
    String first = next().text();
    if (!is(".") || !peek(1).isName()) {
      return new TableName(database, first);
    }
    next();
    return new TableName(first, next().text());
  }

  /** The default database of the statement. */
  String database() {
    return database;
  }

  /** The refusal of the next token. */
  UnsupportedDdlException refusal(String problem) {
    SqlToken token = peek();
    String text = token.toString();
    return new UnsupportedDdlException(
        "%s at character %d, found %s"
            .formatted(
                problem,
                token.start() + 1,
                text.length() > 60 ? text.substring(0, 60) + '…' : text));
  }
}
