package dev.towpath.internal.schema;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.sql.NameCase;
import dev.towpath.internal.sql.ServerDialect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The definitions of tables and defaults of databases at one position. Used by one thread. */
final class SchemaCatalog {
  private static final int MOST_GONE = 2000;

  /** Beyond that many, databases that were dropped are forgotten. */
  private static final int MOST_DATABASES = 10_000;

  private final Map<TableName, TableState> tables = new LinkedHashMap<>();
  private final Map<String, DatabaseCharset> databases = new LinkedHashMap<>();
  private TypeRules types = new TypeRules(ServerDialect.UNKNOWN, false);
  private ServerDialect server = ServerDialect.UNKNOWN;
  private boolean utf8IsUtf8mb4;
  private final Set<TableName> gone = new LinkedHashSet<>();
  private boolean lowerCase;
  private @Nullable String covered;

  /** The server whose types these are. */
  void dialect(ServerDialect dialect) {
    server = dialect;
    types = new TypeRules(server, utf8IsUtf8mb4);
  }

  /** Whether {@code utf8} is {@code utf8mb4} on that server. */
  void utf8IsUtf8mb4(boolean isUtf8mb4) {
    utf8IsUtf8mb4 = isUtf8mb4;
    types = new TypeRules(server, utf8IsUtf8mb4);
  }

  /** Whether that server keeps the names of tables in small letters. */
  void lowerCase(boolean lowerCaseNames) {
    lowerCase = lowerCaseNames;
  }

  TypeRules types() {
    return types;
  }

  /** The name under which a table that a statement names is kept. */
  TableName key(TableName table) {
    return lowerCase ? new TableName(name(table.database()), name(table.table())) : table;
  }

  /** The name under which a database that a statement names is kept. */
  String name(String database) {
    return lowerCase ? NameCase.folded(database) : database;
  }

  /** What is known, not to be modified; tables that are not in it were never heard of. */
  Map<TableName, TableState> tables() {
    return Collections.unmodifiableMap(tables);
  }

  /** The default character set of a database; null if it was never heard of. */
  @Nullable DatabaseCharset database(String name) {
    return databases.get(name);
  }

  /** Whether a table of {@code filter} that is not in the catalog does not exist. */
  boolean covers(TableFilter filter) {
    return filter.toString().equals(covered);
  }

  @Nullable TableState state(TableName table) {
    return tables.get(table);
  }

  void apply(HistoryEntry entry) {
    covered = entry.covered() == null ? covered : entry.covered();
    entry.tables().forEach(this::put);
    databases.putAll(entry.databases());
    if (databases.size() > MOST_DATABASES) {
      databases.values().removeIf(database -> database.charset() == null);
    }
  }

  private void put(TableName table, TableState state) {
    if (state instanceof TableState.Absent) {
      tables.remove(table);
      if (gone.size() < MOST_GONE) {
        gone.add(table);
      }
    } else {
      tables.put(table, state);
      gone.remove(table);
    }
  }

  /** Whether a statement is known to have dropped a table, and none to have created it since. */
  boolean isGone(TableName table) {
    return gone.contains(table);
  }

  void clear() {
    tables.clear();
    databases.clear();
    gone.clear();
    covered = null;
  }
}
