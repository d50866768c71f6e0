package dev.towpath.filter;

import java.util.Locale;

/**
 * A table filter that includes the tables that match one canal expression list and not the other.
 */
record RegexFilter(TableRegex include, TableRegex exclude) implements TableFilter {

  @Override
  public boolean includes(String database, String table) {
    String name = (database + '.' + table).toLowerCase(Locale.ROOT);
    return include.matches(name) && !exclude.matches(name);
  }

  @Override
  public boolean mayInclude(String database) {
    String start = database.toLowerCase(Locale.ROOT) + '.';
    return include.mayMatchAfter(start) && !exclude.matchesAllAfter(start);
  }

  @Override
  public String toString() {
    return "regex " + include + " except " + exclude;
  }
}
