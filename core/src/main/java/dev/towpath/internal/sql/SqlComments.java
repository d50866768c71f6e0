package dev.towpath.internal.sql;

/** A search for the comments between the tokens of a statement. */
final class SqlComments {
  private static final int[] NONE = {};

  private SqlComments() {}

  /**
   * Returns where the text of the next comment starts and ends, without the marks around it; empty
   * if there is none.
   *
   * @param form the statement as a lexer sees it
   * @param from where no token is up to {@code to}
   */
  static int[] next(String form, int from, int to) {
    for (int at = from; at < to; at++) {
      if (form.startsWith("/*", at) && !form.startsWith("!", at + 2)) {
        int start = Math.min(at + 2, to);
        int end = form.indexOf("*/", start);
        return new int[] {start, end < 0 || end > to ? to : end};
      } else if (form.startsWith("/*", at)) {
        // What it holds is here only if the server does not execute it.
        return new int[] {Math.min(version(form, at + 3), to), to};
      } else if (form.charAt(at) == '#') {
        return line(form, at + 1, to);
      } else if (form.startsWith("--", at)) {
        return line(form, at + 2, to);
      }
    }
    return NONE;
  }

  private static int version(String form, int from) {
    int at = from;
    while (at < form.length() && form.charAt(at) >= '0' && form.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static int[] line(String form, int start, int to) {
    int from = Math.min(start, to);
    int end = form.indexOf('\n', from);
    return new int[] {from, end < 0 || end > to ? to : end};
  }
}
