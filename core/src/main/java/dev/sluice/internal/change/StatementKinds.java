package dev.sluice.internal.change;

import dev.sluice.filter.StatementKind;

/** Tells what statements do by their first keywords. */
final class StatementKinds {
  private StatementKinds() {}

  /** What {@code sql} does; {@link StatementKind#OTHER} if its first words are none we know. */
  static StatementKind of(String sql) {
    var tokens = new SqlTokens(sql);
    while (tokens.skip("(")) {
      // (SELECT f()) changes what the function changes.
    }
    return of(tokens);
  }

  private static StatementKind of(SqlTokens tokens) {
    SqlTokens.Token verb = tokens.next();
    return verb.isQuoted()
        ? StatementKind.OTHER
        : switch (verb.upper()) {
          case "CREATE", "ALTER", "DROP", "RENAME" -> definition(tokens);
          case "TRUNCATE" -> StatementKind.DDL;
          case "GRANT", "REVOKE" -> StatementKind.DCL;
          case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "WITH", "SELECT", "CALL", "DO" ->
              StatementKind.DML;
          case "SET" -> assignment(tokens);
          default -> StatementKind.OTHER;
        };
  }

  private static StatementKind definition(SqlTokens tokens) {
    if (tokens.skip("OR")) {
      tokens.skip("REPLACE");
    }
    return tokens.skip("USER") || tokens.skip("ROLE") ? StatementKind.DCL : StatementKind.DDL;
  }

  private static StatementKind assignment(SqlTokens tokens) {
    if (tokens.skip("STATEMENT")) {
      // MariaDB: SET STATEMENT max_statement_time=1 FOR DELETE FROM t
      while (!tokens.peek().isEnd() && !tokens.skip("FOR")) {
        tokens.next();
      }
      return of(tokens);
    }
    boolean rights = tokens.skip("PASSWORD") || tokens.skip("ROLE") || tokens.skip("DEFAULT");
    return rights ? StatementKind.DCL : StatementKind.OTHER;
  }
}
