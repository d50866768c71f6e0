package dev.towpath.internal.sql;

/**
 * The beginning of a CREATE, ALTER or DROP up to the kind of object it is about.
 *
 * @param verb {@code CREATE}, {@code ALTER} or {@code DROP}
 * @param object the word for the kind of object: {@code TABLE}, {@code VIEW}
 * @param temporary whether it says TEMPORARY
 * @param replacing whether it says OR REPLACE
 * @param unique whether it says UNIQUE
 */
record StatementHead(
    String verb, String object, boolean temporary, boolean replacing, boolean unique) {

  /** Reads on behind the verb. */
  static StatementHead read(String verb, TokenCursor cursor) {
    boolean temporary = false;
    boolean replacing = false;
    boolean unique = false;
    while (true) {
      if (cursor.skip("TEMPORARY")) {
        temporary = true;
      } else if (cursor.skip("REPLACE")) {
        replacing = true;
      } else if (cursor.skip("UNIQUE")) {
        unique = true;
      } else if (!skipAttribute(cursor)) {
        return new StatementHead(verb, cursor.next().upper(), temporary, replacing, unique);
      }
    }
  }

  private static boolean skipAttribute(TokenCursor cursor) {
    if (cursor.skipAll("DEFINER", "=")) {
      skipUser(cursor);
      return true;
    }
    if (cursor.skipAll("ALGORITHM", "=") || cursor.skipAll("SQL", "SECURITY")) {
      cursor.next();
      return true;
    }
    return !cursor.are("SPATIAL", "REFERENCE")
        && cursor.skipAny(
            "OR",
            "ONLINE",
            "OFFLINE",
            "IGNORE",
            "FULLTEXT",
            "SPATIAL",
            "VECTOR",
            "AGGREGATE",
            "EXTERNAL");
  }

  /** Passes over {@code name@host}; a host without quotes may have dots. */
  private static void skipUser(TokenCursor cursor) {
    cursor.next();
    if (cursor.is("(")) {
      cursor.skipNested();
    }
    if (cursor.skip("@")) {
      SqlToken last = cursor.next();
      while (cursor.peek().start() == last.end()
          && (cursor.is(".")
              || cursor.peek().kind() == SqlToken.Kind.NUMBER
              || cursor.peek().kind() == SqlToken.Kind.NAME)) {
        last = cursor.next();
      }
    }
  }
}
