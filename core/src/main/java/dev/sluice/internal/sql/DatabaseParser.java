package dev.sluice.internal.sql;

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
        && !cursor.peek(1).isAny("CHARSET", "ENCRYPTION", "COMMENT");
  }
}
