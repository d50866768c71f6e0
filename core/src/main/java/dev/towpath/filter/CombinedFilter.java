package dev.towpath.filter;

/**
 * A table filter that includes the tables that {@code left} includes and for which {@code right}
 * gives the wanted answer.
 */
record CombinedFilter(TableFilter left, String operator, TableFilter right, boolean wanted)
    implements TableFilter {

  @Override
  public boolean includes(String database, String table) {
    return left.includes(database, table) && right.includes(database, table) == wanted;
  }

  @Override
  public boolean mayInclude(String database) {
    return left.mayInclude(database)
        && (wanted
            ? right.mayInclude(database)
            : !(right instanceof GlobFilter globs && globs.includesAll(database)));
  }

  @Override
  public String toString() {
    return left + " " + operator + " " + right;
  }
}
