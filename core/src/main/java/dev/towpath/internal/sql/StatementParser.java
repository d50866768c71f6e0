package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * A parser of statements about tables: a recursive descent that follows the grammars of MySQL 5.7
 * to 9 and MariaDB to 11.4 as far as they are about tables. It refuses what it does not know in a
 * statement about tables, and passes over all other statements. Used by one thread, for one
 * statement.
 */
public final class StatementParser {
  private final TokenCursor cursor;

  private StatementParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /**
   * Returns the changes in their order; none when the statement changes no definition of a base
   * table. Whether the table of an ALTER, a RENAME or a DROP without TEMPORARY is a temporary one
   * cannot be told from the text.
   *
   * @param text the statement
   * @param sqlMode the bits of the session's {@code sql_mode}
   * @param dialect of the server that executed it
   * @param database the default database of the session
   * @throws UnsupportedDdlException if it may change one, but how cannot be told
   */
  public static List<SchemaEdit> parse(
      SqlText text, long sqlMode, ServerDialect dialect, String database)
      throws UnsupportedDdlException {
    return new StatementParser(new TokenCursor(text, sqlMode, dialect, database)).statement();
  }

  private List<SchemaEdit> statement() throws UnsupportedDdlException {
    String verb = cursor.next().upper();
    switch (verb) {
      case "CREATE", "ALTER", "DROP" -> {
        return definition(StatementHead.read(verb, cursor));
      }
      case "RENAME" -> {
        return cursor.skipAny("TABLE", "TABLES") ? renames() : List.of();
      }
      case "SET" -> {
        // MariaDB: SET STATEMENT max_statement_time = 1 FOR ALTER TABLE …
        return cursor.skip("STATEMENT") ? afterSettings() : List.of();
      }
      default -> {
        return List.of();
      }
    }
  }

  /** The event has the mode that is set here, but the server read the text in the one before. */
  private List<SchemaEdit> afterSettings() throws UnsupportedDdlException {
    boolean isClear = true;
    while (!cursor.peek().isEnd() && !cursor.is("FOR")) {
      isClear &= !cursor.peek().isAny("SQL_MODE", "OLD_MODE");
      if (cursor.is("(")) {
        cursor.skipNested();
      } else {
        cursor.next();
      }
    }
    cursor.skip("FOR");
    if (!isClear) {
      throw cursor.refusal("it sets the mode in which it is not read");
    }
    return statement();
  }

  private List<SchemaEdit> definition(StatementHead head) throws UnsupportedDdlException {
    String verb = head.verb();
    return switch (head.object()) {
      case "TABLE", "TABLES" ->
          switch (verb) {
            case "CREATE" -> new CreateTableParser(head, cursor).table();
            case "ALTER" -> new AlterTableParser(cursor).parse();
            default -> drops(head);
          };
      case "SEQUENCE" ->
          switch (verb) {
            case "CREATE" -> new CreateTableParser(head, cursor).sequence();
            case "ALTER" -> alterSequence();
            default -> drops(head);
          };
      case "INDEX" -> verb.equals("DROP") ? dropIndex() : createIndex(head);
      case "DATABASE", "SCHEMA" -> DatabaseParser.parse(head, cursor);
      case "VIEW" -> verb.equals("DROP") ? dropViews() : List.of();
      default -> List.of();
    };
  }

  private List<SchemaEdit> drops(StatementHead head) throws UnsupportedDdlException {
    List<SchemaEdit> drops = new ArrayList<>();
    boolean onlyIfPresent = cursor.ifExists();
    do {
      drops.add(new SchemaEdit.Drop(cursor.table(), onlyIfPresent));
    } while (cursor.skip(","));
    cursor.skipWait();
    cursor.skipAny("RESTRICT", "CASCADE");
    cursor.expectEnd();
    return head.temporary() ? List.of() : drops;
  }

  private List<SchemaEdit> dropViews() throws UnsupportedDdlException {
    List<SchemaEdit> drops = new ArrayList<>();
    boolean onlyIfPresent = cursor.ifExists();
    do {
      drops.add(new SchemaEdit.DropView(cursor.table(), onlyIfPresent));
    } while (cursor.skip(","));
    return drops;
  }

  private List<SchemaEdit> renames() throws UnsupportedDdlException {
    List<SchemaEdit> renames = new ArrayList<>();
    boolean onlyIfPresent = cursor.ifExists();
    do {
      TableName from = cursor.table();
      cursor.skipWait();
      cursor.expect("TO");
      renames.add(new SchemaEdit.Rename(from, cursor.table(), onlyIfPresent));
    } while (cursor.skip(","));
    cursor.expectEnd();
    return renames;
  }

  private List<SchemaEdit> alterSequence() throws UnsupportedDdlException {
    cursor.ifExists();
    cursor.table();
    if (cursor.is("AS")) {
      throw cursor.refusal("it changes the type of the sequence");
    }
    return List.of();
  }

  private List<SchemaEdit> createIndex(StatementHead head) throws UnsupportedDdlException {
    boolean onlyIfAbsent = cursor.ifNotExists();
    var keys = new KeyParser(cursor);
    String name = cursor.name();
    keys.skipType();
    cursor.expect("ON");
    TableName table = cursor.table();
    List<KeySpec.Part> parts = keys.parts();
    skipIndexEnd(keys);
    List<TableEdit> edits = new ArrayList<>();
    if (head.replacing()) {
      edits.add(new TableEdit.DropKey(name, true));
    }
    KeySpec.Kind kind = head.unique() ? KeySpec.Kind.UNIQUE : KeySpec.Kind.OTHER;
    KeySpec key = new KeySpec(keys.kind(kind), name, parts).over(List.of());
    KeyParser.requireKnownKind(key);
    edits.add(new TableEdit.AddKey(key, onlyIfAbsent));
    return List.of(new SchemaEdit.Alter(table, false, edits));
  }

  private List<SchemaEdit> dropIndex() throws UnsupportedDdlException {
    boolean onlyIfPresent = cursor.ifExists();
    String name = cursor.column();
    cursor.expect("ON");
    TableName table = cursor.table();
    skipIndexEnd(new KeyParser(cursor));
    return List.of(
        new SchemaEdit.Alter(table, false, List.of(new TableEdit.DropKey(name, onlyIfPresent))));
  }

  private void skipIndexEnd(KeyParser keys) throws UnsupportedDdlException {
    cursor.skipWait();
    keys.skipOptions();
    while (cursor.peek().isAny("ALGORITHM", "LOCK")) {
      TableOptions.skipOption(cursor);
    }
    cursor.expectEnd();
  }
}
