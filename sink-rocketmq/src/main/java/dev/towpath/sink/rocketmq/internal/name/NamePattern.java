package dev.towpath.sink.rocketmq.internal.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A name or regular expression of canal's settings for topics and partitions. Letter case is
 * ignored. A regular expression must match the whole name. Immutable.
 */
public final class NamePattern {
  private static final String WILDCARDS = "*?+|(){}[]\\$^";

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private final String text;
  private final @Nullable Pattern regex;

  private NamePattern(String text, @Nullable Pattern regex) {
    this.text = text;
    this.regex = regex;
  }

  /** Returns the items of a list separated by commas or semicolons, which canal treats alike. */
  public static List<String> items(String setting, String list) {
    List<String> items = new ArrayList<>();
    for (String item : list.split("[,;]", -1)) {
      if (!item.isEmpty()) {
        items.add(item);
      }
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException("%s has no item: '%s'".formatted(setting, list));
    }
    return items;
  }

  public static NamePattern parse(String setting, String text) {
    if (text.isEmpty() || !text.equals(text.strip())) {
      throw new IllegalArgumentException(
          "%s: '%s' is empty or has blanks around it, and would match no name"
              .formatted(setting, text));
    }
    if (text.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
      return new NamePattern(text, null);
    }
    try {
      return new NamePattern(text, Pattern.compile('^' + text + '$', FLAGS));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          ("%s: '%s' is not a regular expression: %s. Commas and semicolons separate items and"
                  + " cannot be part of one")
              .formatted(setting, text, e.getDescription()),
          e);
    }
  }

  public boolean isRegex() {
    return regex != null;
  }

  public boolean matches(String name) {
    if (regex == null) {
      return text.equalsIgnoreCase(name);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    // canal's engine accepts only its first match, and only if that reaches the end.
    Matcher matcher = regex.matcher(lower);
    return matcher.lookingAt() && matcher.end() == lower.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
