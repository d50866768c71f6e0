package dev.sluice.filter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Includes the tables that match one of some globs. */
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
  public String toString() {
    return globs.stream().map(TableGlob::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
