package dev.towpath.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A list of regular expressions that matches like canal's {@code AviaterRegexFilter}. */
final class TableRegex {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private final String text;
  private final @Nullable Pattern pattern;
  private final List<Pattern> openEnded;
  private final boolean matchesWhenEmpty;

  private TableRegex(
      String text, @Nullable Pattern pattern, List<Pattern> openEnded, boolean matchesWhenEmpty) {
    this.text = text;
    this.pattern = pattern;
    this.openEnded = openEnded;
    this.matchesWhenEmpty = matchesWhenEmpty;
  }

  static TableRegex parse(String role, String text, boolean matchesWhenEmpty) {
    List<String> items = split(text);
    for (String item : items) {
      check(role, item);
    }
    items.sort(Comparator.comparingInt(String::length).reversed());
    List<Pattern> openEnded =
        items.stream()
            .filter(TableRegex::isOpenEnded)
            .map(item -> Pattern.compile(item, FLAGS))
            .toList();
    return new TableRegex(
        text, items.isEmpty() ? null : join(role, items), openEnded, matchesWhenEmpty);
  }

  /** Returns whether every text matches that begins with a matching text. */
  private static boolean isOpenEnded(String item) {
    return item.endsWith(".*") && !item.endsWith("\\.*") && item.indexOf('|') < 0;
  }

  private static Pattern join(String role, List<String> items) {
    String joined = items.stream().collect(Collectors.joining("$|^", "^", "$"));
    Pattern pattern = compile(joined);
    if (pattern == null) {
      throw new IllegalArgumentException(
          ("each of the %s expressions %s is a regular expression, but not all together; use no"
                  + " named groups and fewer parentheses")
              .formatted(role, items));
    }
    return pattern;
  }

  private static @Nullable Pattern compile(String regex) {
    try {
      return Pattern.compile(regex, FLAGS);
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static List<String> split(String text) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '{', '[', '(' -> depth++;
        case '}', ']', ')' -> depth--;
        case ',' -> {
          if (depth <= 0) {
            items.add(text.substring(start, i));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    items.add(text.substring(start));
    items.removeIf(String::isEmpty);
    return items;
  }

  private static void check(String role, String item) {
    if (!item.equals(item.strip())) {
      throw new IllegalArgumentException(
          "the %s expression '%s' has blanks around it and would match no table; remove them"
              .formatted(role, item));
    }
    try {
      Pattern.compile(item, FLAGS);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the %s expression '%s' is not a regular expression: %s at index %d"
              .formatted(role, item, e.getDescription(), e.getIndex()),
          e);
    }
    // Only within a quotation or a comment that does not end, this is no error.
    if (compile(item + ')') != null) {
      throw new IllegalArgumentException(
          "the %s expression '%s' has a \\Q without \\E, or a comment, and would include the expressions after it"
              .formatted(role, item));
    }
  }

  boolean matches(String name) {
    if (pattern == null) {
      return matchesWhenEmpty;
    }
    // canal's engine accepts only its first match, and only if that reaches the end; matches()
    // would go on looking.
    Matcher matcher = pattern.matcher(name);
    return matcher.lookingAt() && matcher.end() == name.length();
  }

  /** Returns whether a name that begins with {@code start} may match; false only when none does. */
  boolean mayMatchAfter(String start) {
    if (pattern == null) {
      return matchesWhenEmpty;
    }
    Matcher matcher = pattern.matcher(start);
    return matcher.lookingAt() || matcher.hitEnd();
  }

  /** Returns whether every name that begins with {@code start} matches; true only when all do. */
  boolean matchesAllAfter(String start) {
    return pattern == null
        ? matchesWhenEmpty
        : openEnded.stream().anyMatch(item -> item.matcher(start).matches());
  }

  @Override
  public String toString() {
    return '\'' + text + '\'';
  }
}
