package dev.sluice.internal.schema;

import java.util.Locale;

/**
 * The name of a table.
 *
 * @param database its database
 * @param table its name
 */
public record TableKey(String database, String table) {

  /** In small letters, as servers with {@code lower_case_table_names} store names. */
  TableKey lowerCase() {
    return new TableKey(database.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return database + '.' + table;
  }
}
