package dev.sluice.internal.schema;

import dev.sluice.event.TableName;
import dev.sluice.internal.sql.SchemaEdit;
import dev.sluice.internal.sql.SqlText;
import dev.sluice.internal.sql.TableEdit;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a DDL statement changes about definitions. CREATE TABLE and ALTER TABLE are left to
 * the SQL parser, which is loaded for the first of them; everything else is read here. Used by one
 * thread, for one statement.
 */
final class DdlParser {
  private final String database;
  private final SqlText sql;
  private final List<SchemaEdit> edits = new ArrayList<>();
  private int at;

  private DdlParser(String database, SqlText sql) {
    this.database = database;
    this.sql = sql;
  }

  /**
   * The changes in their order; empty when the statement changes no definition.
   *
   * @param database the default database of the statement
   * @throws UnsupportedDdlException if it may change one, but how cannot be told
   */
  static List<SchemaEdit> parse(String database, SqlText sql) throws UnsupportedDdlException {
    var parser = new DdlParser(database, sql);
    parser.parse();
    return parser.edits;
  }

  /** The table a statement creates, alters or drops, as far as its first words tell. */
  static @Nullable TableName mainTable(String database, SqlText sql) {
    var parser = new DdlParser(database, sql);
    parser.next();
    while (parser.at < sql.tokens().size()) {
      if (parser.skip("TABLE") || parser.skip("TABLES")) {
        parser.skipConditions();
        try {
          return parser.name();
        } catch (UnsupportedDdlException e) {
          return null;
        }
      }
      parser.next();
    }
    return null;
  }

  private void parse() throws UnsupportedDdlException {
    String verb = next();
    switch (verb) {
      case "CREATE", "ALTER", "DROP" -> definition(verb);
      case "RENAME" -> {
        if (skip("TABLE") || skip("TABLES")) {
          renames();
        }
      }
      case "SET" -> {
        // MariaDB: SET STATEMENT max_statement_time=1 FOR ALTER TABLE …
        if (skip("STATEMENT")) {
          throw new UnsupportedDdlException("it is a SET STATEMENT");
        }
      }
      default -> {}
    }
  }

  private void definition(String verb) throws UnsupportedDdlException {
    while (skip("ONLINE") || skip("OFFLINE") || skip("IGNORE") || skipReplace()) {
      // None of them says what is defined.
    }
    if (skip("TABLE") || skip("TABLES")) {
      if (verb.equals("DROP")) {
        drops();
      } else {
        edits.addAll(table());
      }
    } else if (skip("DATABASE") || skip("SCHEMA")) {
      database(verb);
    } else if (verb.equals("DROP") && skip("INDEX")) {
      dropIndex();
    }
  }

  private boolean skipReplace() {
    return skip("OR") && skip("REPLACE");
  }

  private List<SchemaEdit> table() throws UnsupportedDdlException {
    try {
      return TableStatementParser.parse(database, withoutTransaction(sql.text()));
    } catch (NoClassDefFoundError e) {
      throw new UnsupportedDdlException(
          "the SQL parser com.alibaba:druid is not on the class path (" + e.getMessage() + ")");
    }
  }

  /** CREATE TABLE … AS SELECT is logged with columns since 8.0.21, and with these words. */
  private static String withoutTransaction(String text) {
    String end = "START TRANSACTION";
    boolean has = text.toUpperCase(Locale.ROOT).endsWith(end);
    return has ? text.substring(0, text.length() - end.length()) : text;
  }

  private void drops() throws UnsupportedDdlException {
    skipConditions();
    do {
      edits.add(new SchemaEdit.Drop(name(), false));
    } while (skip(","));
  }

  private void renames() throws UnsupportedDdlException {
    skipConditions();
    do {
      TableName from = name();
      skipWait();
      if (!skip("TO")) {
        throw new UnsupportedDdlException("there is no TO in it");
      }
      edits.add(new SchemaEdit.Rename(from, name(), false));
    } while (skip(","));
  }

  private void skipWait() {
    if (skip("WAIT")) {
      next();
    } else {
      skip("NOWAIT");
    }
  }

  private void dropIndex() throws UnsupportedDdlException {
    skipConditions();
    boolean primary = at < sql.tokens().size() && "PRIMARY".equalsIgnoreCase(text(at));
    while (at < sql.tokens().size() && !skip("ON")) {
      next();
    }
    TableName table = name();
    if (primary) {
      edits.add(
          new SchemaEdit.Alter(table, false, List.of(new TableEdit.DropKey("PRIMARY", false))));
    }
  }

  private void database(String verb) throws UnsupportedDdlException {
    boolean onlyIfAbsent = skipConditions();
    String name = database;
    if (at < sql.tokens().size() && !isDatabaseOption()) {
      name = text(at++);
    }
    if (verb.equals("DROP")) {
      edits.add(new SchemaEdit.DropDatabase(name));
      return;
    }
    String charset = databaseCharset();
    if (charset != null || verb.equals("CREATE")) {
      edits.add(
          new SchemaEdit.Database(
              name,
              charset,
              onlyIfAbsent ? SchemaEdit.Creation.ONLY_IF_ABSENT : SchemaEdit.Creation.PLAIN));
    }
  }

  private boolean isDatabaseOption() {
    SqlText.Token token = sql.tokens().get(at);
    return switch (token.upper()) {
      case "DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "ENCRYPTION", "READ", "COMMENT" -> true;
      default -> false;
    };
  }

  private @Nullable String databaseCharset() {
    String charset = null;
    while (at < sql.tokens().size()) {
      if (skip("CHARSET") || (skip("CHARACTER") && skip("SET"))) {
        skip("=");
        charset = text(at++).toLowerCase(Locale.ROOT);
      } else if (skip("COLLATE")) {
        skip("=");
        String collation = text(at++);
        charset = charset == null ? charsetOf(collation) : charset;
      } else {
        at++;
      }
    }
    return charset;
  }

  /** The character set of a collation, which begins with its name. */
  static String charsetOf(String collation) {
    int end = collation.indexOf('_');
    String name = end < 0 ? collation : collation.substring(0, end);
    return name.toLowerCase(Locale.ROOT);
  }

  /** Passes over IF EXISTS and IF NOT EXISTS; whether it was the latter. */
  private boolean skipConditions() {
    if (!skip("IF")) {
      return false;
    }
    boolean not = skip("NOT");
    skip("EXISTS");
    return not;
  }

  private TableName name() throws UnsupportedDdlException {
    if (at >= sql.tokens().size() || !sql.tokens().get(at).isName()) {
      throw new UnsupportedDdlException("a table name is missing");
    }
    String first = text(at++);
    if (!skip(".")) {
      return new TableName(database, first);
    }
    return new TableName(first, at < sql.tokens().size() ? text(at++) : "");
  }

  private String text(int index) {
    return index < sql.tokens().size() ? sql.tokens().get(index).text() : "";
  }

  private String next() {
    return at < sql.tokens().size() ? sql.tokens().get(at++).upper() : "";
  }

  private boolean skip(String word) {
    if (at >= sql.tokens().size() || !sql.tokens().get(at).is(word)) {
      return false;
    }
    at++;
    return true;
  }
}
