package dev.towpath.internal.decode.table;

import java.util.List;

/**
 * A definition of a table, as far as it matters to rows. Immutable.
 *
 * @param columns the columns in order, without hidden ones
 * @param versioned whether the server adds two hidden columns with the time of each row version
 * @param mostHashes the largest number of hidden columns that MariaDB may have made for unique keys
 *     of long columns
 * @param key the choice of the columns that identify a row
 */
public record DefinedTable(
    List<ColumnDefinition> columns, boolean versioned, int mostHashes, KeyChoice key) {

  /** Copies the list. */
  public DefinedTable {
    columns = List.copyOf(columns);
  }

  /** A choice of the key that depends on the table map. */
  @FunctionalInterface
  public interface KeyChoice {
    /**
     * Returns indexes into the columns, in key order; none if no key identifies rows.
     *
     * @param nullable for each column whether it may be NULL
     * @param hashes how many unique keys are kept as hashes, with which no server identifies rows
     */
    List<Integer> columns(List<Boolean> nullable, int hashes);
  }

  /** Returns the index of the column with the end of a row's time; -1 if none is shown. */
  int rowEnd() {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).role() == ColumnDefinition.Role.ROW_END) {
        return i;
      }
    }
    return -1;
  }
}
