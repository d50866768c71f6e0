package dev.sluice.internal.change;

import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;

/** Finds the names and types behind table maps. Used by one thread. */
public interface TableLayouts {

  /** How to read the rows of {@code map}, which {@code event} holds. */
  TableLayout layout(TableMap map, BinlogEvent event);
}
