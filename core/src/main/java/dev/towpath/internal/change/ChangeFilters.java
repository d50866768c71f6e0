package dev.towpath.internal.change;

import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filters that choose what is delivered of the captured tables.
 *
 * @param columns hides or masks columns
 * @param rows chooses row changes
 * @param kinds chooses kinds of changes and statements
 */
public record ChangeFilters(ColumnFilter columns, RowFilter rows, KindFilter kinds) {

  /** Returns the tables whose rows are read: none when no row is delivered. */
  public TableFilter rowsOf(TableFilter captured) {
    return kinds.includesRows() ? captured : (database, table) -> false;
  }

  /** Returns the members of {@code wanted} that are delivered. */
  Set<EventKind> allowed(Set<EventKind> wanted) {
    return wanted.stream()
        .filter(kinds::includes)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventKind.class)));
  }

  /**
   * Returns whether the change is delivered.
   *
   * @throws CdcException if the row filter throws
   */
  boolean includes(RowChange change) {
    if (!kinds.includes(change.kind())) {
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
