package dev.towpath.internal.change;

import dev.towpath.event.SchemaChange.TableChange;
import dev.towpath.event.TableName;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.util.List;

/** A resolver of the names and types behind table maps. Used by one thread. */
public interface TableLayouts {

  /** Returns the layout of the rows of {@code map}, which {@code event} holds. */
  TableLayout layout(TableMap map, BinlogEvent event);

  /**
   * Returns the changes that a statement made to tables.
   *
   * @param tables the tables it names
   * @param event the statement, the last event that was taken
   */
  default List<TableChange> changes(List<TableName> tables, BinlogEvent event) {
    return tables.stream().map(table -> new TableChange(table, null, null)).toList();
  }
}
