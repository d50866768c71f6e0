package dev.sluice.internal.change;

import dev.sluice.event.Column;
import dev.sluice.event.Table;
import dev.sluice.filter.ColumnFilter;
import dev.sluice.filter.TableFilter;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.decode.RowsEvent;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that rows events refer to by number. A table map is parsed and filtered once; the same
 * bytes again, as in every transaction, cost a comparison. Used by one thread.
 */
final class TableMaps {
  private static final System.Logger logger = System.getLogger(TableMaps.class.getName());

  private final TableFilter filter;
  private final ColumnFilter columns;
  private final SchemaResolver resolver;
  private final Map<Long, Mapped> byId = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  TableMaps(TableFilter filter, ColumnFilter columns, SchemaResolver resolver) {
    this.filter = filter;
    this.columns = columns;
    this.resolver = resolver;
  }

  /**
   * What a table number stands for.
   *
   * @param map the event that said so
   * @param layout how to read its rows; null when the table is not captured
   * @param projection what is shown of them; null when they are shown as they are
   * @param isSecret whether statements about the table may hold what a filter hides
   */
  record Mapped(
      TableMap map,
      @Nullable TableLayout layout,
      @Nullable ColumnProjection projection,
      boolean isSecret) {}

  Mapped put(BinlogEvent event) {
    long id = RowsEvent.tableId(event.bytes(), event.from(), event.to());
    Mapped known = byId.get(id);
    if (known != null && known.map().hasSameBytes(event.bytes(), event.from(), event.to())) {
      return known;
    }
    TableMap map = TableMap.parse(event.bytes(), event.from(), event.to());
    Mapped mapped = filter.includes(map.database(), map.name()) ? captured(map) : excluded(map);
    byId.put(id, mapped);
    return mapped;
  }

  private Mapped captured(TableMap map) {
    TableLayout layout = resolver.resolve(map);
    if (!columns.touches(map.database(), map.name())) {
      return new Mapped(map, layout, null, false);
    }
    warnOfUnknownColumns(layout.table());
    ColumnProjection projection = ColumnProjection.of(columns, layout.table());
    return new Mapped(map, layout, projection, projection != null);
  }

  private Mapped excluded(TableMap map) {
    return new Mapped(map, null, null, columns.touches(map.database(), map.name()));
  }

  private void warnOfUnknownColumns(Table table) {
    Set<String> unknown = columns.expectedColumns(table.database(), table.name());
    table.columns().forEach(column -> unknown.remove(column.name().toLowerCase(Locale.ROOT)));
    if (!unknown.isEmpty() && warned.add(table.qualifiedName() + unknown)) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "the column filter names %s, which %s does not have, only %s"
                  .formatted(
                      String.join(", ", unknown),
                      table.qualifiedName(),
                      table.columns().stream()
                          .map(Column::name)
                          .collect(Collectors.joining(", "))));
    }
  }

  /** What the table number of a rows event stands for; null when no table map said so. */
  @Nullable Mapped get(long id) {
    return byId.get(id);
  }

  /** The server counts tables anew in each file after a restart. */
  void clear() {
    byId.clear();
  }
}
