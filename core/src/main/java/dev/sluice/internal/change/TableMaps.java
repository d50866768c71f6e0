package dev.sluice.internal.change;

import dev.sluice.filter.TableFilter;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.decode.BinlogDialect;
import dev.sluice.internal.decode.RowsEvent;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that rows events refer to by number. A table map is parsed and filtered once; the same
 * bytes again, as in every transaction, cost a comparison. Used by one thread.
 */
final class TableMaps {
  private final TableFilter filter;
  private final SchemaResolver resolver;
  private final Map<Long, Mapped> byId = new HashMap<>();
  private BinlogDialect dialect = BinlogDialect.UNKNOWN;

  TableMaps(TableFilter filter, SchemaResolver resolver) {
    this.filter = filter;
    this.resolver = resolver;
  }

  /**
   * What a table number stands for.
   *
   * @param map the event that said so
   * @param layout how to read its rows; null when the table is not captured
   */
  record Mapped(TableMap map, @Nullable TableLayout layout) {}

  void put(BinlogEvent event) {
    long id = RowsEvent.tableId(event.bytes(), event.from(), event.to());
    Mapped known = byId.get(id);
    if (known != null && known.map().hasSameBytes(event.bytes(), event.from(), event.to())) {
      return;
    }
    TableMap map = TableMap.parse(event.bytes(), event.from(), event.to(), dialect);
    boolean captured = filter.includes(map.database(), map.name());
    byId.put(id, new Mapped(map, captured ? resolver.resolve(map) : null));
  }

  /** What the table number of a rows event stands for; null when no table map said so. */
  @Nullable Mapped get(long id) {
    return byId.get(id);
  }

  /** A file written by a server of {@code version} begins, in which tables are counted anew. */
  void fileStarted(String version) {
    dialect = BinlogDialect.of(version);
    byId.clear();
  }

  /** Forgets all tables. */
  void clear() {
    byId.clear();
  }
}
