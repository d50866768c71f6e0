package dev.sluice.filter;

import dev.sluice.event.RowChange;
import java.util.Objects;

/**
 * Chooses the row changes that are delivered. Implementations are thread-safe; they are asked once
 * for each change of a captured table, in commit order, on a thread of the pipeline, and must not
 * wait.
 *
 * <p>A filter sees rows as the binlog has them, before a {@link ColumnFilter} hides or masks
 * anything. The position moves past what it hides. What it throws stops the pipeline with a failure
 * that names table and position: unless the error policy says so, no change is passed over because
 * a filter failed.
 */
@FunctionalInterface
public interface RowFilter {

  /** Whether {@code change} is delivered. */
  boolean includes(RowChange change);

  /** Every change. */
  static RowFilter all() {
    return AllRows.INSTANCE;
  }

  /**
   * All changes but updates that leave every one of {@code columns} as it was. Inserts, deletes and
   * the changes of other tables pass.
   *
   * <p>With {@code binlog_row_image=MINIMAL} a column counts as changed when the statement set it.
   * Of a table version that lacks one of the columns everything passes, with a warning in the log:
   * rather too much than too little.
   *
   * @param tables the tables, a glob as in {@link TableFilter}
   * @param columns names of columns; case does not matter
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  static RowFilter onlyIfChanged(String tables, String... columns) {
    return new ChangedColumns(TableGlob.parse(tables), columns);
  }

  /** The changes that both this filter and {@code other} include; {@code other} is asked second. */
  default RowFilter and(RowFilter other) {
    return new CombinedRows(this, Objects.requireNonNull(other, "other"));
  }
}
