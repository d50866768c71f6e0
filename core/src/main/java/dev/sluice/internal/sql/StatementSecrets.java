package dev.sluice.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The secrets in the texts of statements: passwords and their hashes. What shows a text to people,
 * or to a sink that did not ask for secrets, goes through here.
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

  /** {@code CONNECTION='mysql://user:password@host/…'} of a federated table: to the last @. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(?s)(://[^:/@]*:).*@");

  private StatementSecrets() {}

  /**
   * Returns the statement with each secret replaced by {@code '<secret>'}.
   *
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   */
  public static String hidden(SqlText statement, long sqlMode, ServerDialect dialect) {
    String sql = statement.text();
    StatementReader.Kind kind = StatementReader.of(statement, sqlMode, dialect, "").kind();
    boolean isCode =
        switch (kind) {
          case ROUTINE, TRIGGER, EVENT -> true;
          default -> false;
        };
    boolean isAccount = kind == StatementReader.Kind.ACCOUNT;
    List<SqlToken> tokens = tokens(statement, sqlMode, dialect);
    var text = new StringBuilder();
    int copied = 0;
    for (int i = 1; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (isCode && token.is(";")) {
        isAccount = false;
      } else if (isCode && isAboutAccount(tokens, i)) {
        isAccount = true;
      } else if (token.isText() && (isAccount || !isCode)) {
        String shown = shown(tokens, i, isAccount);
        text.append(sql, copied, token.start()).append(shown);
        copied = token.end();
      }
    }
    return text.append(sql, copied, sql.length()).toString();
  }

  /** Bodies of routines compare words like PASSWORD with literals, but use these for accounts. */
  private static boolean isAboutAccount(List<SqlToken> tokens, int index) {
    SqlToken token = tokens.get(index);
    return (token.is("IDENTIFIED")
            && index + 1 < tokens.size()
            && tokens.get(index + 1).isAny("BY", "WITH", "VIA"))
        || (token.is("PASSWORD") && tokens.get(index - 1).is("SET"));
  }

  private static String shown(List<SqlToken> tokens, int index, boolean account) {
    SqlToken token = tokens.get(index);
    SqlToken before = tokens.get(index - 1);
    boolean joined = before.is("=") || before.is("(");
    SqlToken word = joined && index > 1 ? tokens.get(index - 2) : before;
    if (word.isAny(PASSWORDS) || (account && before.isAny(ACCOUNT_WORDS))) {
      return HIDDEN;
    }
    return word.is("CONNECTION")
        ? URL_PASSWORD.matcher(token.toString()).replaceAll("$1<secret>@")
        : token.toString();
  }

  private static List<SqlToken> tokens(SqlText sql, long sqlMode, ServerDialect dialect) {
    var tokenizer = new SqlTokenizer(sql, sqlMode, dialect);
    List<SqlToken> tokens = new ArrayList<>();
    for (SqlToken token = tokenizer.next(); !token.isEnd(); token = tokenizer.next()) {
      tokens.add(token);
    }
    return tokens;
  }
}
