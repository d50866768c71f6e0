package dev.towpath.filter;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a column filter.
 *
 * @param action what to do
 * @param tables the tables it is about
 * @param columns the names of the columns, in lower case and in the order given
 * @param mask the function that replaces a value; null unless the action is to mask
 */
record ColumnRule(
    Action action, TableGlob tables, Set<String> columns, ColumnFilter.@Nullable Mask mask) {

  enum Action {
    /** Keeps these columns and no others. */
    INCLUDE,
    /** Hides these columns. */
    EXCLUDE,
    /** Replaces values. */
    MASK
  }

  boolean isAbout(String database, String table) {
    return tables.matches(database, table);
  }

  boolean names(String column) {
    return columns.contains(column.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return action.name().toLowerCase(Locale.ROOT) + ' ' + tables.text() + columns;
  }
}
