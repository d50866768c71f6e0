package dev.towpath.internal.sql;

/**
 * A reader that passes over the expressions of defaults. Only their end is found: by their
 * parentheses, and by what can follow an operand in the grammar.
 */
final class Expressions {
  private Expressions() {}

  /**
   * Passes over the value of DEFAULT or ON UPDATE: a literal, a function, or an expression in
   * parentheses. MySQL: {@code now_or_signed_literal}; MariaDB: {@code column_default_expr}.
   */
  static void skipDefault(TokenCursor cursor) throws UnsupportedDdlException {
    while (cursor.skipAny("+", "-")) {
      // Signs of a number.
    }
    if (cursor.is("(")) {
      cursor.skipParentheses();
    } else if (cursor.is("{")) {
      // {ts '2020-01-01 00:00:00'}
      cursor.next();
      cursor.next();
      skipLiteral(cursor);
      cursor.expect("}");
    } else if (cursor.skip("\\") || cursor.skip("@")) {
      // \N is NULL.
      cursor.skip("@");
      skipReference(cursor);
    } else if (cursor.is("CASE")) {
      skipCase(cursor);
    } else if (cursor.peek().isAny("NEXT", "PREVIOUS") && cursor.peek(1).is("VALUE")) {
      cursor.next();
      cursor.next();
      cursor.expect("FOR");
      cursor.table();
    } else if (isLiteral(cursor.peek()) || isPrefix(cursor)) {
      skipLiteral(cursor);
    } else {
      skipReference(cursor);
    }
  }

  private static boolean isLiteral(SqlToken token) {
    return token.isText() || token.kind() == SqlToken.Kind.NUMBER;
  }

  /** A literal with its character set or its type. */
  private static boolean isPrefix(TokenCursor cursor) {
    SqlToken token = cursor.peek();
    boolean prefix =
        token.kind() == SqlToken.Kind.WORD
            && (token.text().startsWith("_") || token.isAny("DATE", "TIME", "TIMESTAMP"));
    return prefix && cursor.peek(1).isText();
  }

  /** Strings behind one another are one. */
  private static void skipLiteral(TokenCursor cursor) throws UnsupportedDdlException {
    boolean any = false;
    while (isPrefix(cursor) || isLiteral(cursor.peek())) {
      boolean number = cursor.next().kind() == SqlToken.Kind.NUMBER;
      any = true;
      if (number) {
        return;
      }
    }
    if (!any) {
      throw cursor.refusal("expected a literal");
    }
  }

  private static void skipReference(TokenCursor cursor) throws UnsupportedDdlException {
    cursor.column();
    if (cursor.is("(")) {
      cursor.skipParentheses();
    }
  }

  private static void skipCase(TokenCursor cursor) throws UnsupportedDdlException {
    int depth = 0;
    do {
      if (cursor.peek().isEnd()) {
        throw cursor.refusal("expected END");
      }
      if (cursor.is("(")) {
        cursor.skipParentheses();
        continue;
      }
      SqlToken token = cursor.next();
      depth += token.is("CASE") ? 1 : token.is("END") ? -1 : 0;
    } while (depth > 0);
  }
}
