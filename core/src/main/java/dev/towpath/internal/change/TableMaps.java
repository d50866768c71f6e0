package dev.towpath.internal.change;

import dev.towpath.event.Column;
import dev.towpath.event.Table;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableColumns;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.table.TableMapHeader;
import dev.towpath.internal.log.Loggers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that rows events refer to by number. A table map is parsed and filtered once; if the
 * same bytes follow again, as in every transaction, they are only compared. Used by one thread.
 */
final class TableMaps {
  private static final System.Logger logger = Loggers.SCHEMA;

  private final String pipeline;
  private final TableFilter filter;
  private final ColumnFilter columns;
  private final TableLayouts schema;
  private final Map<Long, Mapped> byId = new HashMap<>();
  private @Nullable Mapped latest;
  private final Set<String> warned = new HashSet<>();
  private BinlogDialect dialect = BinlogDialect.UNKNOWN;

  TableMaps(String pipeline, TableFilter filter, ColumnFilter columns, TableLayouts schema) {
    this.pipeline = pipeline;
    this.filter = filter;
    this.columns = columns;
    this.schema = schema;
  }

  /**
   * The table behind a table number.
   *
   * @param name the table
   * @param event the table map as it was first read
   * @param map the parsed table map; null when the table is not captured
   * @param layout the layout of its rows; null when the table is not captured
   * @param projection the projection of its rows; null when they are shown as they are
   * @param isSecret whether statements about the table may hold what a filter hides
   */
  record Mapped(
      TableMapHeader name,
      BinlogEvent event,
      @Nullable TableMap map,
      @Nullable TableLayout layout,
      @Nullable ColumnProjection projection,
      boolean isSecret) {}

  Mapped put(BinlogEvent event) {
    // Both kinds of events start with the number of the table.
    Mapped known = get(RowsEvent.tableId(event.bytes(), event.from(), event.to()));
    if (known == null || !haveSameBytes(known.event(), event)) {
      BinlogEvent kept = event.kept();
      TableMapHeader name = TableMapHeader.parse(kept.bytes(), kept.from(), kept.to());
      known =
          filter.includes(name.database(), name.name())
              ? captured(name, kept)
              : excluded(name, kept);
      byId.put(name.tableId(), known);
      latest = known;
    }
    return known;
  }

  private static boolean haveSameBytes(BinlogEvent one, BinlogEvent other) {
    return Arrays.equals(
        one.bytes(), one.from(), one.to(), other.bytes(), other.from(), other.to());
  }

  private Mapped captured(TableMapHeader name, BinlogEvent event) {
    TableMap map = TableMap.parse(event.bytes(), event.from(), event.to(), dialect);
    TableLayout layout = schema.layout(map, event);
    TableColumns rules = columns.rulesOf(name.database(), name.name()).orElse(null);
    if (rules == null) {
      return new Mapped(name, event, map, layout, null, false);
    }
    warnOfUnknownColumns(rules, layout.table());
    ColumnProjection projection = ColumnProjection.of(rules, layout.table());
    return new Mapped(name, event, map, layout, projection, projection != null);
  }

  /**
   * Returns the entry of a table that is not captured. Its columns are not parsed, so unknown types
   * do no harm.
   */
  private Mapped excluded(TableMapHeader name, BinlogEvent event) {
    boolean isSecret = columns.rulesOf(name.database(), name.name()).isPresent();
    return new Mapped(name, event, null, null, null, isSecret);
  }

  private void warnOfUnknownColumns(TableColumns rules, Table table) {
    Set<String> unknown = new LinkedHashSet<>(rules.expected());
    table.columns().forEach(column -> unknown.remove(column.name().toLowerCase(Locale.ROOT)));
    if (!unknown.isEmpty() && warned.add(table.qualifiedName() + unknown)) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: the column filter names %s, which %s does not have, only %s"
                  .formatted(
                      pipeline,
                      String.join(", ", unknown),
                      table.qualifiedName(),
                      table.columns().stream()
                          .map(Column::name)
                          .collect(Collectors.joining(", "))));
    }
  }

  /** Returns the table behind the number in a rows event; null when no table map announced it. */
  @Nullable Mapped get(long id) {
    Mapped known = latest;
    if (known == null || known.name().tableId() != id) {
      known = byId.get(id);
      latest = known;
    }
    return known;
  }

  /** Starts a file written by a server of {@code version}, in which table numbers start again. */
  void fileStarted(String version) {
    dialect = BinlogDialect.of(version);
    clear();
  }

  /** Forgets all tables. */
  void clear() {
    byId.clear();
    latest = null;
  }
}
