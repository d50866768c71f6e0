package dev.towpath.internal.change;

import dev.towpath.failure.CdcException;
import dev.towpath.filter.TableFilter;

/**
 * A table filter whose failures name it and the table it was asked about.
 *
 * @param filter the filter of the application
 */
public record NamedTableFilter(TableFilter filter) implements TableFilter {

  @Override
  public boolean includes(String database, String table) {
    try {
      return filter.includes(database, table);
    } catch (RuntimeException | Error e) {
      throw new CdcException(
          "the table filter '%s' failed for %s.%s: %s".formatted(filter, database, table, e), e);
    }
  }

  @Override
  public boolean mayInclude(String database) {
    try {
      return filter.mayInclude(database);
    } catch (RuntimeException | Error e) {
      throw new CdcException(
          "the table filter '%s' failed for the database %s: %s".formatted(filter, database, e), e);
    }
  }

  @Override
  public String toString() {
    return filter.toString();
  }
}
