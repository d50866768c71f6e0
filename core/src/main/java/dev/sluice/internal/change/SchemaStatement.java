package dev.sluice.internal.change;

import dev.sluice.event.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tables a DDL statement names, as far as its first words tell. A statement of another form
 * names none, which never hides it: only statements whose tables are all excluded are filtered.
 */
final class SchemaStatement {
  private static final Set<String> NOISE =
      Set.of(
          "TEMPORARY",
          "IF",
          "NOT",
          "EXISTS",
          "ONLINE",
          "OFFLINE",
          "IGNORE",
          "OR",
          "REPLACE",
          "WAIT",
          "NOWAIT");
  private static final Set<String> INDEX_KINDS = Set.of("UNIQUE", "FULLTEXT", "SPATIAL");

  private final String defaultDatabase;
  private final SqlTokens tokens;
  private final List<TableName> tables = new ArrayList<>();

  private SchemaStatement(String defaultDatabase, String sql) {
    this.defaultDatabase = defaultDatabase;
    this.tokens = new SqlTokens(sql);
  }

  /** The tables named by {@code sql}, in order; empty when it names none that can be told. */
  static List<TableName> tablesOf(String defaultDatabase, String sql) {
    var statement = new SchemaStatement(defaultDatabase, sql);
    statement.parse();
    return List.copyOf(statement.tables);
  }

  private void parse() {
    String verb = tokens.next().upper();
    skipNoise();
    switch (verb) {
      case "CREATE", "ALTER", "DROP" -> definition(verb);
      case "TRUNCATE" -> {
        tokens.skip("TABLE");
        name();
      }
      case "RENAME" -> {
        if (tokens.skip("TABLE") || tokens.skip("TABLES")) {
          renames();
        }
      }
      default -> {}
    }
  }

  private void definition(String verb) {
    while (INDEX_KINDS.contains(tokens.peek().upper())) {
      tokens.next();
    }
    if (tokens.skip("TABLE") || tokens.skip("TABLES")) {
      skipNoise();
      name();
      while (verb.equals("DROP") && tokens.skip(",")) {
        name();
      }
    } else if (tokens.skip("INDEX")) {
      // CREATE INDEX i USING BTREE ON t, DROP INDEX i ON t
      while (!tokens.peek().isEnd() && !tokens.skip("ON")) {
        tokens.next();
      }
      name();
    }
  }

  private void renames() {
    do {
      name();
      if (!tokens.skip("TO")) {
        return;
      }
      name();
    } while (tokens.skip(","));
  }

  private void skipNoise() {
    while (!tokens.peek().isQuoted() && NOISE.contains(tokens.peek().upper())) {
      tokens.next();
    }
  }

  private void name() {
    SqlTokens.Token first = tokens.next();
    if (first.isEnd() || first.isSymbol()) {
      return;
    }
    if (tokens.skip(".")) {
      tables.add(new TableName(first.text(), tokens.next().text()));
    } else {
      tables.add(new TableName(defaultDatabase, first.text()));
    }
  }
}
