package dev.towpath.verification.suites;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a script. Used by one thread. */
final class Variables {
  private static final Pattern NAME = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)\\}?");

  private final Map<String, String> values = new HashMap<>();

  void set(String name, String value) {
    values.put(name, value);
  }

  String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** Replaces all variables, unknown ones by empty text. */
  String replace(String text) {
    Matcher names = NAME.matcher(text);
    var replaced = new StringBuilder();
    while (names.find()) {
      names.appendReplacement(replaced, Matcher.quoteReplacement(get(names.group(1))));
    }
    return names.appendTail(replaced).toString();
  }
}
