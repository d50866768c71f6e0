package dev.sluice.internal.change;

import dev.sluice.CdcException;
import dev.sluice.event.EventKind;
import dev.sluice.event.RowChange;
import dev.sluice.filter.ColumnFilter;
import dev.sluice.filter.RowFilter;
import dev.sluice.filter.StatementFilter;
import dev.sluice.filter.TableFilter;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filters that choose what is delivered of the captured tables.
 *
 * @param columns hides or masks columns
 * @param rows chooses row changes
 * @param statements chooses kinds of changes and statements
 */
public record ChangeFilters(ColumnFilter columns, RowFilter rows, StatementFilter statements) {

  /** Returns the tables whose rows are read: none when no row is delivered. */
  public TableFilter rowsOf(TableFilter captured) {
    return statements.includesRows() ? captured : (database, table) -> false;
  }

  /** Returns the members of {@code kinds} that are delivered. */
  Set<EventKind> allowed(Set<EventKind> kinds) {
    return kinds.stream()
        .filter(statements::includes)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventKind.class)));
  }

  /**
   * Returns whether the change is delivered.
   *
   * @throws CdcException if the row filter throws
   */
  boolean includes(RowChange change) {
    if (!statements.includes(change.kind())) {
      return false;
    }
    try {
      return rows.includes(change);
    } catch (RuntimeException | Error e) {
      throw new CdcException(
          "the row filter '%s' failed for row %d, %s of %s: %s"
              .formatted(
                  rows, change.rowOrdinal(), change.kind(), change.table().qualifiedName(), e),
          e);
    }
  }
}
