package dev.towpath.sink.rocketmq.internal.text;

import java.util.ArrayList;
import java.util.List;

/** A scanner that splits the beginning of a statement into words, skipping blanks and comments. */
final class SqlScanner {
  private final String sql;
  private int at;

  private SqlScanner(String sql) {
    this.sql = sql;
  }

  /**
   * Returns at most {@code limit} words. Names and keywords are as written, quoted names keep their
   * quotes, everything else is one character each. The content of {@code /*! … *}{@code /} is not a
   * comment.
   */
  static List<String> firstWords(String sql, int limit) {
    var scanner = new SqlScanner(sql);
    List<String> words = new ArrayList<>();
    while (words.size() < limit && scanner.skipBlanks()) {
      words.add(scanner.word());
    }
    return words;
  }

  static boolean isQuoted(String word) {
    return word.charAt(0) == '`' || word.charAt(0) == '"' || word.charAt(0) == '\'';
  }

  /** Returns a name without its quotes; doubled quotes inside become single. */
  static String unquoted(String word) {
    if (!isQuoted(word) || word.length() < 2) {
      return word;
    }
    String quote = word.substring(0, 1);
    return word.substring(1, word.length() - 1).replace(quote + quote, quote);
  }

  /** Skips blanks and comments; returns whether a word follows. */
  private boolean skipBlanks() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#' || isLineComment()) {
        skipPast("\n");
      } else if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
        at = sql.indexOf('!', at) + 1;
        while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
          at++;
        }
      } else if (sql.startsWith("/*", at)) {
        skipPast("*/");
      } else if (sql.startsWith("*/", at)) {
        at += 2;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean isLineComment() {
    return sql.startsWith("--", at)
        && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)));
  }

  private void skipPast(String end) {
    int index = sql.indexOf(end, at);
    at = index < 0 ? sql.length() : index + end.length();
  }

  private String word() {
    int start = at++;
    char first = sql.charAt(start);
    if (first == '`' || first == '"' || first == '\'') {
      skipQuoted(first);
    } else if (isWordPart(first)) {
      while (at < sql.length() && isWordPart(sql.charAt(at))) {
        at++;
      }
    }
    return sql.substring(start, at);
  }

  private void skipQuoted(char quote) {
    while (at < sql.length()) {
      if (sql.charAt(at++) == quote) {
        if (at == sql.length() || sql.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
