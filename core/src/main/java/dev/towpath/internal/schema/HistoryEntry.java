package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An addition to the history: definitions and defaults that hold from a position on. Immutable.
 *
 * @param position the end of a transaction
 * @param tables the tables that changed
 * @param databases the default character sets that changed
 * @param covered the filter whose existing tables are all known by now; null if the entry says
 *     nothing new about that
 */
record HistoryEntry(
    BinlogPosition position,
    Map<TableName, TableState> tables,
    Map<String, DatabaseCharset> databases,
    @Nullable String covered) {

  HistoryEntry(
      BinlogPosition position,
      Map<TableName, TableState> tables,
      Map<String, DatabaseCharset> databases) {
    this(position, tables, databases, null);
  }

  HistoryEntry {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
  }

  boolean isEmpty() {
    return tables.isEmpty() && databases.isEmpty() && covered == null;
  }
}
