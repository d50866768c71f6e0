package dev.towpath.filter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table filter that includes the tables that match at least one glob. */
record GlobFilter(List<TableGlob> globs) implements TableFilter {

  static GlobFilter of(String... globs) {
    return new GlobFilter(Arrays.stream(globs).map(TableGlob::parse).toList());
  }

  @Override
  public boolean includes(String database, String table) {
    for (TableGlob glob : globs) {
      if (glob.matches(database, table)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean mayInclude(String database) {
    return globs.stream().anyMatch(glob -> glob.matchesDatabase(database));
  }

  /** Returns whether one of the globs matches every table of the database. */
  boolean includesAll(String database) {
    return globs.stream()
        .anyMatch(glob -> glob.matchesDatabase(database) && glob.matchesEveryTable());
  }

  @Override
  public String toString() {
    return globs.stream().map(TableGlob::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
