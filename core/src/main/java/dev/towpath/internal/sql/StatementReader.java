package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a statement and the tables it works on, as far as its first words tell. It reads any
 * statement and refuses none. Immutable once it was read.
 */
public final class StatementReader {
  private final TokenCursor cursor;
  private final List<TableName> tables = new ArrayList<>();
  private Kind kind = Kind.OTHER;
  private boolean temporary;
  private @Nullable String database;

  private StatementReader(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /** The kind of a statement. */
  public enum Kind {
    CREATE_TABLE,
    ALTER_TABLE,
    DROP_TABLE,
    RENAME_TABLE,
    TRUNCATE_TABLE,
    CREATE_INDEX,
    DROP_INDEX,
    CREATE_DATABASE,
    ALTER_DATABASE,
    DROP_DATABASE,
    /** MariaDB's sequences, which are tables. */
    CREATE_SEQUENCE,
    ALTER_SEQUENCE,
    DROP_SEQUENCE,
    /** CREATE, ALTER or DROP of a view. */
    VIEW,
    /** The same of a procedure, a function or a package. */
    ROUTINE,
    TRIGGER,
    EVENT,
    /** Users, roles, grants and passwords. */
    ACCOUNT,
    /** CREATE, ALTER or DROP of anything else: servers, tablespaces, logfile groups. */
    OTHER_DEFINITION,
    INSERT,
    REPLACE,
    UPDATE,
    DELETE,
    LOAD,
    /** SELECT, CALL and DO, which change what their routines change. */
    QUERY,
    /** BEGIN, COMMIT, ROLLBACK, SAVEPOINT, XA and the like. */
    TRANSACTION,
    /** ANALYZE, CHECK, CHECKSUM, OPTIMIZE and REPAIR TABLE. */
    MAINTENANCE,
    /** SET of variables. */
    SET,
    OTHER;

    /** Whether it creates, changes or drops tables, their keys, or databases. */
    public boolean definesTables() {
      return compareTo(DROP_SEQUENCE) <= 0 && this != TRUNCATE_TABLE;
    }

    /** Whether it changes rows: INSERT, REPLACE, UPDATE, DELETE or LOAD. */
    public boolean changesRows() {
      return compareTo(INSERT) >= 0 && compareTo(LOAD) <= 0;
    }
  }

  /**
   * Reads the first words of a statement.
   *
   * @param text the statement
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   * @param defaultDatabase of the session
   */
  public static StatementReader of(
      SqlText text, long sqlMode, ServerDialect dialect, String defaultDatabase) {
    var cursor = new TokenCursor(text, sqlMode, dialect, defaultDatabase);
    var reader = new StatementReader(cursor);
    while (cursor.skip("(")) {
      // (SELECT f()) changes what the function changes.
    }
    reader.statement();
    return reader;
  }

  /** Returns what it does; for SET STATEMENT … FOR what the statement behind it does. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the tables it creates, changes, drops or renames, also those it renames to, and those
   * whose rows it changes, in their order. Tables that it only reads may be among them for UPDATE
   * and DELETE of several tables, and are not among them for everything else.
   */
  public List<TableName> tables() {
    return List.copyOf(tables);
  }

  /** Whether it says that its tables are temporary. */
  public boolean isTemporary() {
    return temporary;
  }

  /** Returns the database that it creates, changes or drops; null if it is about none. */
  public @Nullable String database() {
    return database;
  }

  private void statement() {
    SqlToken verb = cursor.next();
    switch (verb.upper()) {
      case "CREATE", "ALTER", "DROP" -> definition(verb.upper());
      case "RENAME" -> rename();
      case "TRUNCATE" -> {
        kind = Kind.TRUNCATE_TABLE;
        cursor.skip("TABLE");
        table();
      }
      case "SET" -> assignment();
      case "GRANT", "REVOKE" -> kind = Kind.ACCOUNT;
      case "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START", "XA" ->
          kind = Kind.TRANSACTION;
      case "ANALYZE", "CHECK", "CHECKSUM", "OPTIMIZE", "REPAIR" -> kind = Kind.MAINTENANCE;
      case "SELECT", "CALL", "DO", "VALUES", "TABLE" -> kind = Kind.QUERY;
      default -> rows(verb.upper());
    }
  }

  private void rows(String verb) {
    switch (verb) {
      case "INSERT", "REPLACE" -> {
        kind = verb.equals("INSERT") ? Kind.INSERT : Kind.REPLACE;
        skipWords("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO");
        table();
      }
      case "UPDATE" -> {
        kind = Kind.UPDATE;
        skipWords("LOW_PRIORITY", "IGNORE");
        references("SET");
      }
      case "DELETE" -> delete();
      case "LOAD" -> load();
      case "WITH" -> with();
      default -> {}
    }
  }

  private void definition(String verb) {
    StatementHead head = StatementHead.read(verb, cursor);
    temporary = head.temporary();
    switch (head.object()) {
      case "TABLE", "TABLES" -> {
        kind = of(verb, Kind.CREATE_TABLE, Kind.ALTER_TABLE, Kind.DROP_TABLE);
        tablesOf(verb);
      }
      case "SEQUENCE" -> {
        kind = of(verb, Kind.CREATE_SEQUENCE, Kind.ALTER_SEQUENCE, Kind.DROP_SEQUENCE);
        tablesOf(verb);
      }
      case "INDEX" -> {
        kind = verb.equals("DROP") ? Kind.DROP_INDEX : Kind.CREATE_INDEX;
        cursor.skipTo("ON");
        table();
      }
      case "DATABASE", "SCHEMA" -> {
        kind = of(verb, Kind.CREATE_DATABASE, Kind.ALTER_DATABASE, Kind.DROP_DATABASE);
        skipCondition();
        database =
            DatabaseParser.isOptionNext(cursor) || !cursor.peek().isName()
                ? cursor.database()
                : cursor.nextName();
      }
      case "VIEW", "JSON", "MATERIALIZED" -> kind = Kind.VIEW;
      case "PROCEDURE", "FUNCTION", "PACKAGE", "LIBRARY" -> kind = Kind.ROUTINE;
      case "TRIGGER" -> kind = Kind.TRIGGER;
      case "EVENT" -> kind = Kind.EVENT;
      case "USER", "ROLE" -> kind = Kind.ACCOUNT;
      case "PREPARE" -> kind = Kind.OTHER;
      default -> kind = Kind.OTHER_DEFINITION;
    }
  }

  private static Kind of(String verb, Kind create, Kind alter, Kind drop) {
    return verb.equals("CREATE") ? create : verb.equals("ALTER") ? alter : drop;
  }

  private void tablesOf(String verb) {
    skipCondition();
    table();
    if (verb.equals("DROP")) {
      while (cursor.skip(",")) {
        table();
      }
    } else if (verb.equals("ALTER") && kind == Kind.ALTER_TABLE) {
      otherTables();
    }
  }

  /** RENAME and CONVERT are reserved, so that they always begin an alteration. */
  private void otherTables() {
    while (!cursor.peek().isEnd()) {
      if (cursor.is("(")) {
        cursor.skipNested();
        continue;
      }
      SqlToken token = cursor.next();
      if (token.is("RENAME") && !cursor.peek().isAny("COLUMN", "INDEX", "KEY")) {
        cursor.skipAny("TO", "AS", "=");
        table();
      } else if (token.is("CONVERT") && cursor.skip("TABLE")) {
        // MariaDB makes a partition of it, and a table of a partition.
        table();
      } else if (token.is("CONVERT") && cursor.is("PARTITION") && cursor.skipTo("TABLE")) {
        table();
      }
    }
  }

  private void rename() {
    if (!cursor.skipAny("TABLE", "TABLES")) {
      kind = cursor.is("USER") ? Kind.ACCOUNT : Kind.OTHER;
      return;
    }
    kind = Kind.RENAME_TABLE;
    skipCondition();
    do {
      table();
      if (!cursor.skipTo("TO")) {
        return;
      }
      table();
    } while (cursor.skip(","));
  }

  private void assignment() {
    if (cursor.skip("STATEMENT")) {
      // MariaDB: SET STATEMENT max_statement_time = 1 FOR DELETE FROM t
      if (cursor.skipTo("FOR")) {
        statement();
      }
    } else if (cursor.peek().isAny("PASSWORD", "ROLE") || cursor.are("DEFAULT", "ROLE")) {
      kind = Kind.ACCOUNT;
    } else {
      kind = Kind.SET;
    }
  }

  private void delete() {
    kind = Kind.DELETE;
    skipWords("LOW_PRIORITY", "QUICK", "IGNORE", "HISTORY");
    if (cursor.is("FROM") || cursor.skipTo("FROM")) {
      cursor.skip("FROM");
      references("USING", "WHERE", "ORDER", "LIMIT", "RETURNING");
      if (cursor.skip("USING")) {
        // DELETE FROM a, b USING t AS a JOIN u AS b
        tables.clear();
        references("WHERE");
      }
    }
  }

  private void load() {
    if (cursor.peek().isAny("DATA", "XML")) {
      kind = Kind.LOAD;
      if (cursor.skipTo("TABLE")) {
        table();
      }
    }
  }

  private void with() {
    kind = Kind.QUERY;
    cursor.skip("RECURSIVE");
    do {
      cursor.next();
      if (cursor.is("(")) {
        cursor.skipNested();
      }
      if (!cursor.skipTo("AS") || !cursor.is("(")) {
        return;
      }
      cursor.skipNested();
    } while (cursor.skip(","));
    if (cursor.peek().isAny("UPDATE", "DELETE", "INSERT", "REPLACE")) {
      statement();
    }
  }

  /** Tables in a list or a join, up to one of these words. */
  private void references(String... ends) {
    boolean expected = true;
    while (!cursor.peek().isEnd() && !cursor.peek().isAny(ends)) {
      if (!expected) {
        if (cursor.is("(")) {
          cursor.skipNested();
        } else {
          expected = cursor.next().isAny(",", "JOIN", "STRAIGHT_JOIN");
        }
      } else if (cursor.is("(") && !cursor.peek(1).isAny("SELECT", "WITH", "VALUES", "TABLE")) {
        cursor.next();
      } else if (cursor.is("{")) {
        // {OJ a LEFT JOIN b}
        cursor.next();
        cursor.next();
      } else if (cursor.is("(")) {
        cursor.skipNested();
        expected = false;
      } else {
        if (!cursor.are("JSON_TABLE", "(") && !cursor.is("LATERAL")) {
          table();
        } else {
          cursor.next();
        }
        expected = false;
      }
    }
  }

  private void table() {
    TableName table = cursor.tableIfAny();
    if (table != null) {
      tables.add(table);
    } else if (!cursor.is(",")) {
      cursor.next();
    }
  }

  private void skipCondition() {
    if (!cursor.ifNotExists()) {
      cursor.ifExists();
    }
  }

  private void skipWords(String... words) {
    while (cursor.skipAny(words)) {
      // None of them says which table.
    }
  }
}
