package dev.towpath.filter;

import dev.towpath.event.Column;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.internal.log.Loggers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row filter that excludes updates that change none of the given columns. Thread-safe. */
final class ChangedColumns implements RowFilter {
  private static final System.Logger logger = Loggers.SCHEMA;

  private final TableGlob tables;
  private final List<String> columns;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Resolved last;

  ChangedColumns(TableGlob tables, String... columns) {
    this.tables = tables;
    this.columns = List.copyOf(ColumnNames.of("onlyIfChanged", columns));
  }

  @Override
  public boolean includes(RowChange change) {
    if (!(change instanceof RowUpdate update)) {
      return true;
    }
    int[] indexes = resolve(update.table()).indexes;
    for (int index : indexes) {
      if (update.changed(index)) {
        return true;
      }
    }
    return indexes.length == 0;
  }

  @SuppressWarnings(
      "ReferenceEquality") // Compares by identity: one Table instance serves all rows of a table
  // version.
  private Resolved resolve(Table table) {
    Resolved resolved = last;
    if (resolved == null || resolved.table != table) {
      resolved = new Resolved(table, indexes(table));
      last = resolved;
    }
    return resolved;
  }

  private int[] indexes(Table table) {
    if (!tables.matches(table.database(), table.name())) {
      return new int[0];
    }
    Set<String> known =
        table.columns().stream()
            .map(Column::name)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<String> missing = columns.stream().filter(name -> !known.contains(name)).toList();
    if (missing.isEmpty()) {
      return columns.stream().mapToInt(table::indexOf).toArray();
    }
    if (warned.add(table.qualifiedName())) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "%s has no column %s, only %s: all its updates pass '%s'"
                  .formatted(
                      table.qualifiedName(),
                      String.join(", ", missing),
                      table.columns().stream().map(Column::name).collect(Collectors.joining(", ")),
                      this));
    }
    return new int[0];
  }

  @Override
  public String toString() {
    return "updates of " + tables.text() + " only if one of " + columns + " changed";
  }

  /** The filter resolved for one table version. Immutable. */
  private static final class Resolved {
    final Table table;

    /** The columns to compare; none when all updates pass. */
    final int[] indexes;

    Resolved(Table table, int... indexes) {
      this.table = table;
      this.indexes = indexes;
    }
  }
}
