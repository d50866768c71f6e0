package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets in the texts of statements: passwords and their hashes. What shows a text to people,
 * or to a sink that did not ask for secrets, goes through here. Used by one thread.
 */
public final class StatementSecrets {
  private static final String HIDDEN = "'<secret>'";

  /** A secret is the first literal behind these, with {@code =} or {@code (} between at most. */
  private static final String[] PASSWORDS = {
    "PASSWORD",
    "OLD_PASSWORD",
    "MASTER_PASSWORD",
    "SOURCE_PASSWORD",
    "MASTER_KEY_PASSWORD",
    "NETWORK_PASSWORD"
  };

  /** In statements about accounts also behind these. */
  private static final String[] ACCOUNT_WORDS = {"BY", "AS", "USING", "REPLACE", "=", "("};

  /** Options of tables whose text holds options of their engine. */
  private static final String[] OPTION_TEXTS = {
    "CONNECTION", "COMMENT", "OPTION_LIST", "URI", "HTTP"
  };

  /** What begins a statement in the body of a routine. */
  private static final String[] BEFORE_STATEMENTS = {";", "BEGIN", "DO", "THEN", "ELSE", "LOOP"};

  /** Statements whose {@code PASSWORD =} is an option and no comparison. */
  private static final String[] WITH_OPTIONS = {"CREATE", "ALTER", "START", "CHANGE", "GRANT"};

  private final SqlText sql;
  private final List<SqlToken> tokens = new ArrayList<>();
  private final boolean code;
  private final boolean escapes;
  private final StringBuilder shown = new StringBuilder();
  private boolean account;
  private boolean options;
  private boolean prepared;
  private int depth;
  private int copied;
  private int hidden = -1;

  private StatementSecrets(
      SqlText sql, SqlTokenizer tokenizer, StatementReader.Kind kind, boolean escapes) {
    this.sql = sql;
    this.escapes = escapes;
    this.code =
        switch (kind) {
          case ROUTINE, TRIGGER, EVENT -> true;
          default -> false;
        };
    this.account = kind == StatementReader.Kind.ACCOUNT;
    for (SqlToken token = tokenizer.next(); !token.isEnd(); token = tokenizer.next()) {
      tokens.add(token);
    }
  }

  /**
   * Returns the statement with each secret replaced by {@code '<secret>'}.
   *
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   */
  public static String hidden(SqlText sql, long sqlMode, ServerDialect dialect) {
    var tokenizer = new SqlTokenizer(sql, sqlMode, dialect);
    StatementReader.Kind kind = StatementReader.of(sql, sqlMode, dialect, "").kind();
    var secrets = new StatementSecrets(sql, tokenizer, kind, tokenizer.hasEscapes());
    return secrets.hide(comment -> hidden(comment, sqlMode, dialect));
  }

  /** The way to hide the secrets of what is in a comment. */
  @FunctionalInterface
  private interface Inside {
    String hidden(SqlText comment);
  }

  private String hide(Inside inside) {
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      gap(token.start(), inside);
      follow(i);
      String replacement = i == 0 ? null : replacement(i);
      if (replacement != null) {
        shown.append(replacement);
        copied = token.end();
      }
      copy(token.end());
    }
    gap(sql.text().length(), inside);
    return shown.toString();
  }

  private void copy(int to) {
    shown.append(sql.text(), copied, to);
    copied = to;
  }

  /** Copies what is between tokens: blanks, comments, and the marks of executed comments. */
  private void gap(int end, Inside inside) {
    while (copied < end) {
      int[] comment = SqlComments.next(sql.form(), copied, end);
      if (comment.length == 0) {
        copy(end);
        return;
      }
      copy(comment[0]);
      shown.append(inside.hidden(sql.part(comment[0], comment[1])));
      copied = comment[1];
    }
  }

  /** Notes which statement a token belongs to. */
  private void follow(int index) {
    SqlToken token = tokens.get(index);
    depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    if (code && token.is(";")) {
      account = false;
      prepared = false;
    } else if (isAboutAccount(index)) {
      account = true;
    }
    if (code && index > 0 && tokens.get(index - 1).isAny(BEFORE_STATEMENTS)) {
      options = token.isAny(WITH_OPTIONS);
    }
  }

  /** Bodies of routines compare words like PASSWORD with literals, but use these for accounts. */
  private boolean isAboutAccount(int index) {
    SqlToken token = tokens.get(index);
    return (token.is("IDENTIFIED")
            && index + 1 < tokens.size()
            && tokens.get(index + 1).isAny("BY", "WITH", "VIA"))
        || (token.is("PASSWORD") && index > 0 && tokens.get(index - 1).is("SET"));
  }

  /** What is shown in place of a token; null if it is no secret. */
  private @Nullable String replacement(int index) {
    SqlToken token = tokens.get(index);
    int at = index - 1;
    if (token.isText() && at > 0 && tokens.get(at).upper().startsWith("_")) {
      // The character set of a literal.
      at--;
    }
    SqlToken before = tokens.get(at);
    boolean joined = before.is("=") || before.is("(");
    SqlToken word = joined && at > 0 ? tokens.get(at - 1) : before;
    if (!token.isText()) {
      boolean isValue = token.isName() || token.kind() == SqlToken.Kind.NUMBER;
      boolean isCalled = index + 1 < tokens.size() && tokens.get(index + 1).is("(");
      boolean isOption = before.is("=") && depth == 0 && !code && !account && !isCalled;
      return isValue && isOption && isNamed(word, PASSWORDS) ? HIDDEN : null;
    }
    boolean isCompared = code && !account && !options && before.is("=") && word.is("PASSWORD");
    boolean isSecret =
        (isNamed(word, PASSWORDS) && !isCompared)
            || (account && before.isAny(ACCOUNT_WORDS))
            || hidden == index - 1
            || isPrepared(token);
    if (isSecret) {
      hidden = index;
      return HIDDEN;
    }
    return isNamed(word, OPTION_TEXTS) ? withoutSecrets(token, !isNamed(word, "COMMENT")) : null;
  }

  /** Whether a routine makes a statement about accounts of a literal, or of one before it. */
  private boolean isPrepared(SqlToken token) {
    prepared |= code && OptionSecrets.isAboutAccount(token.text());
    return prepared;
  }

  /** Whether it is one of these words, in quotes or not. */
  private static boolean isNamed(SqlToken token, String... words) {
    if (token.isName()) {
      for (String word : words) {
        if (word.equalsIgnoreCase(token.text())) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable String withoutSecrets(SqlToken token, boolean url) {
    String text = token.isString() ? token.text() : "";
    String kept = OptionSecrets.hidden(text, url);
    if (kept.equals(text)) {
      return null;
    }
    String quote = token.toString().substring(0, 1);
    String escaped = escapes ? kept.replace("\\", "\\\\") : kept;
    return quote + escaped.replace(quote, quote + quote) + quote;
  }
}
