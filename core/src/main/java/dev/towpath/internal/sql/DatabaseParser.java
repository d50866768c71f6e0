package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** A parser of CREATE, ALTER and DROP DATABASE. */
final class DatabaseParser {
  private DatabaseParser() {}

  /** Whether an option follows, and no name of a database, which ALTER DATABASE may leave out. */
  static boolean isOptionNext(TokenCursor cursor) {
    SqlToken next = cursor.peek();
    if (next.isAny("DEFAULT", "CHARACTER", "COLLATE", "READ")) {
      return true;
    }
    // These are not reserved: a database may have such a name.
    return next.isAny("CHARSET", "ENCRYPTION", "COMMENT")
        && !cursor.peek(1).isEnd()
        && !cursor.peek(1).isAny("DEFAULT", "CHARACTER", "COLLATE", "READ", "UPGRADE")
        && !cursor.peek(1).isAny("CHARSET", "ENCRYPTION", "COMMENT", ";");
  }

  static List<SchemaEdit> parse(StatementHead head, TokenCursor cursor)
      throws UnsupportedDdlException {
    boolean alters = head.verb().equals("ALTER");
    boolean onlyIfAbsent = !alters && cursor.ifNotExists();
    cursor.ifExists();
    boolean unnamed = alters && (isOptionNext(cursor) || !cursor.peek().isName());
    String database = unnamed ? cursor.database() : cursor.name();
    if (head.verb().equals("DROP")) {
      cursor.expectEnd();
      return List.of(new SchemaEdit.DropDatabase(database));
    }
    if (cursor.skipAll("UPGRADE", "DATA", "DIRECTORY", "NAME")) {
      return List.of();
    }
    var options = new TableOptions(cursor);
    while (readOnly(cursor) || options.option()) {
      // Others than the character set do not matter.
    }
    cursor.expectEnd();
    List<SchemaEdit> edits = new ArrayList<>();
    if (head.replacing()) {
      edits.add(new SchemaEdit.DropDatabase(database));
    }
    // MariaDB's ALTER … COLLATE DEFAULT means the default collation of the character set there is.
    boolean keeps = alters && options.isDefaultCollationAlone() && cursor.dialect().mariaDb();
    if (!alters || (options.namesCharset() && !keeps)) {
      edits.add(
          new SchemaEdit.Database(
              database,
              options.charset(),
              onlyIfAbsent
                  ? SchemaEdit.Creation.ONLY_IF_ABSENT
                  : head.replacing() ? SchemaEdit.Creation.REPLACING : SchemaEdit.Creation.PLAIN,
              alters));
    }
    return edits;
  }

  private static boolean readOnly(TokenCursor cursor) throws UnsupportedDdlException {
    if (cursor.is("DEFAULT") && cursor.peek(1).is("ENCRYPTION")) {
      cursor.next();
      TableOptions.skipOption(cursor);
      return true;
    }
    if (!cursor.are("READ", "ONLY")) {
      return false;
    }
    cursor.next();
    TableOptions.skipOption(cursor);
    return true;
  }
}
