package dev.towpath.filter;

/** A table filter that includes every table. */
final class AllTables implements TableFilter {
  static final TableFilter INSTANCE = new AllTables();

  private AllTables() {}

  @Override
  public boolean includes(String database, String table) {
    return true;
  }

  @Override
  public String toString() {
    return "all tables";
  }
}
