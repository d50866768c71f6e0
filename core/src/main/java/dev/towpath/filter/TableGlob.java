package dev.towpath.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One {@code database.table} pattern with {@code *} and {@code ?}. */
record TableGlob(String text, Pattern database, Pattern table) {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;

  /** Stands for the index of the last star in a part without stars. */
  private static final int NONE = -1;

  static TableGlob parse(String text) {
    if (!text.equals(text.strip())) {
      throw malformed(text, "it has blanks around it");
    }
    List<String> parts = split(text);
    if (parts.size() < 2) {
      throw malformed(text, "it has no dot; for every table of a database write database.*");
    }
    if (parts.size() > 2) {
      throw malformed(
          text,
          "it has more than one dot; give several patterns as several arguments,"
              + " and write \\. for a dot in a name");
    }
    return new TableGlob(
        text, Pattern.compile(parts.get(0), FLAGS), Pattern.compile(parts.get(1), FLAGS));
  }

  /** Returns the regular expressions of the parts between dots. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    var part = new StringBuilder();
    int star = NONE;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        parts.add(finish(text, part));
        star = NONE;
      } else if (c == '*') {
        settle(part, star);
        star = part.length();
        part.append(".*");
      } else if (c == '?') {
        part.append('.');
      } else if (c == ';' || c == '`') {
        throw malformed(
            text,
            "it has '%c'; names have no quotes, several patterns are several arguments,"
                    .formatted(c)
                + " and \\%c stands for one in a name".formatted(c));
      } else if (c != '\\') {
        part.append(Pattern.quote(text.substring(i, i + 1)));
      } else if (++i < text.length()) {
        part.append(Pattern.quote(text.substring(i, i + 1)));
      } else {
        throw malformed(text, "nothing follows its last backslash");
      }
    }
    parts.add(finish(text, part));
    return parts;
  }

  /**
   * Makes the text between two stars match only at its first place. If all its places were tried,
   * patterns with many stars would take hours for names that do not match.
   */
  private static void settle(StringBuilder part, int star) {
    if (star != NONE) {
      part.replace(star, star + 2, "(?>.*?").append(')');
    }
  }

  private static String finish(String text, StringBuilder part) {
    if (part.isEmpty()) {
      throw malformed(text, "a part of it is empty");
    }
    String regex = part.toString();
    part.setLength(0);
    return regex;
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException(
        "not a table pattern: '%s': %s (expected database.table, for example shop.order_*)"
            .formatted(text, why));
  }

  boolean matches(String databaseName, String tableName) {
    return table.matcher(tableName).matches() && database.matcher(databaseName).matches();
  }

  boolean matchesDatabase(String databaseName) {
    return database.matcher(databaseName).matches();
  }

  boolean matchesEveryTable() {
    return table.pattern().equals(".*");
  }

  /** Returns whether it may match more than one table. */
  boolean hasWildcards() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*' || c == '?') {
        return true;
      }
      if (c == '\\') {
        i++;
      }
    }
    return false;
  }
}
