package dev.towpath.internal.change;

import dev.towpath.event.EventKind;
import dev.towpath.event.RowRead;
import dev.towpath.event.Table;
import dev.towpath.filter.TableColumns;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters of changes, applied to rows that a snapshot has read. Used by one thread. */
public final class ReadFilter {
  private final ChangeFilters filters;
  private final boolean isWanted;
  private @Nullable Table table;
  private @Nullable ColumnProjection projection;

  /** Creates a filter for a sink that wants some kinds of events. */
  public ReadFilter(ChangeFilters filters, Set<EventKind> interests) {
    this.filters = filters;
    this.isWanted =
        filters.allowed(interests).contains(EventKind.READ) && filters.kinds().includesRows();
  }

  /** Returns whether any row is shown. */
  public boolean isWanted() {
    return isWanted;
  }

  /**
   * Returns the row as it is shown; null if it is hidden.
   *
   * @throws dev.towpath.failure.CdcException if a filter or a mask of the application throws
   */
  public @Nullable RowRead shown(RowRead read) {
    if (!isWanted || !filters.includes(read)) {
      return null;
    }
    Table own = read.table();
    if (table == null || !own.equals(table)) {
      table = own;
      TableColumns rules = filters.columns().rulesOf(own.database(), own.name()).orElse(null);
      projection = rules == null ? null : ColumnProjection.of(rules, own);
    }
    return projection == null ? read : (RowRead) projection.apply(read);
  }
}
