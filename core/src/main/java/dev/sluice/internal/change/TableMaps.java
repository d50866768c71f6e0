package dev.sluice.internal.change;

import dev.sluice.filter.TableFilter;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.decode.BinlogDialect;
import dev.sluice.internal.decode.RowsEvent;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;
import dev.sluice.internal.decode.TableName;
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
   * @param name the table
   * @param map the event that said so; null when the table is not captured
   * @param layout how to read its rows; null when the table is not captured
   */
  record Mapped(TableName name, @Nullable TableMap map, @Nullable TableLayout layout) {}

  void put(BinlogEvent event) {
    byte[] bytes = event.bytes();
    // Both kinds of events start with the number of the table.
    Mapped known = byId.get(RowsEvent.tableId(bytes, event.from(), event.to()));
    TableMap map = known == null ? null : known.map();
    if (map != null && map.hasSameBytes(bytes, event.from(), event.to())) {
      return;
    }
    TableName name = TableName.parse(bytes, event.from(), event.to());
    if (known == null || map != null || !known.name().equals(name)) {
      byId.put(name.tableId(), captured(name, event));
    }
  }

  /** The columns of a table nobody captures are not looked at: no type of theirs can be unknown. */
  private Mapped captured(TableName name, BinlogEvent event) {
    if (!filter.includes(name.database(), name.name())) {
      return new Mapped(name, null, null);
    }
    TableMap map = TableMap.parse(event.bytes(), event.from(), event.to(), dialect);
    return new Mapped(name, map, resolver.resolve(map));
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
