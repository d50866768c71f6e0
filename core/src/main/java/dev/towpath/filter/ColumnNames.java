package dev.towpath.filter;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Checks of column names given by the application. */
final class ColumnNames {
  private ColumnNames() {}

  /**
   * Returns the names in lower case, in order.
   *
   * @param where the setting they were given to, for messages
   */
  static Set<String> of(String where, String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException(where + " needs at least one column");
    }
    Set<String> lowerCase = new LinkedHashSet<>();
    for (String name : names) {
      if (name.isBlank() || !name.equals(name.strip())) {
        throw new IllegalArgumentException(
            "%s: not a column name: '%s': it is blank or has blanks around it"
                .formatted(where, name));
      }
      lowerCase.add(name.toLowerCase(Locale.ROOT));
    }
    return lowerCase;
  }
}
