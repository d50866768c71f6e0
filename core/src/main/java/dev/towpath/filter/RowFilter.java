package dev.towpath.filter;

import dev.towpath.event.RowChange;
import java.util.Objects;

/**
 * A filter that chooses the row changes to deliver. Implementations are thread-safe and must not
 * block. They are asked once for each change of a captured table, in commit order, on a thread of
 * the pipeline.
 *
 * <p>A filter sees rows as the binlog has them, before a {@link ColumnFilter} hides or masks
 * anything. The position moves past changes that it hides. An exception stops the pipeline with a
 * failure that names table and position: unless the error policy says so, no change is skipped
 * because a filter failed.
 */
@FunctionalInterface
public interface RowFilter {

  /** Returns whether {@code change} is delivered. */
  boolean includes(RowChange change);

  /** Returns a filter that includes every change. */
  static RowFilter all() {
    return AllRows.INSTANCE;
  }

  /**
   * Returns a filter that excludes updates that change none of {@code columns}. Inserts, deletes
   * and the changes of other tables pass.
   *
   * <p>With {@code binlog_row_image=MINIMAL} a column counts as changed when the statement set it.
   * If a table version lacks one of the columns, everything of it passes, with a warning in the
   * log: rather too much than too little.
   *
   * @param tables the tables, a glob as in {@link TableFilter}
   * @param columns names of columns; case does not matter
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  static RowFilter onlyIfChanged(String tables, String... columns) {
    return new ChangedColumns(TableGlob.parse(tables), columns);
  }

  /**
   * Returns a filter for the changes that both this filter and {@code other} include; {@code other}
   * is asked second.
   */
  default RowFilter and(RowFilter other) {
    return new CombinedRows(this, Objects.requireNonNull(other, "other"));
  }
}
