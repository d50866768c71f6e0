package dev.towpath.event;

import java.util.Objects;

/**
 * The qualified name of a table, in the letter case of its source.
 *
 * @param database the database
 * @param table the table
 */
public record TableName(String database, String table) {

  /** Checks that both are not null. */
  public TableName {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(table, "table");
  }

  /** Returns {@code database.table}. */
  @Override
  public String toString() {
    return database + '.' + table;
  }
}
