package dev.towpath.internal.schema;

import dev.towpath.event.SchemaChange.TableChange;
import dev.towpath.event.Table;
import dev.towpath.event.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The effect of the last statement on definitions, as sinks see it. Used by one thread. */
final class StatementEffect {
  private final SchemaCatalog catalog;
  private Map<TableName, TableState> before = Map.of();
  private Map<TableName, TableState> after = Map.of();

  StatementEffect(SchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /** Notes what a statement does to the catalog, which is still as it was before. */
  void of(Evolution evolution) {
    after = Map.copyOf(evolution.tables());
    before = new HashMap<>();
    for (TableName table : after.keySet()) {
      TableState state = catalog.state(table);
      if (state != null) {
        before.put(table, state);
      }
    }
  }

  /** The tables with their definitions before and after. */
  List<TableChange> changes(List<TableName> tables) {
    return tables.stream().map(this::change).toList();
  }

  private TableChange change(TableName name) {
    TableName table = catalog.key(name);
    if (after.containsKey(table)) {
      return new TableChange(name, table(name, before.get(table)), table(name, after.get(table)));
    }
    // The statement left its columns as they are.
    Table same = table(name, catalog.state(table));
    return new TableChange(name, same, same);
  }

  private static @Nullable Table table(TableName name, @Nullable TableState state) {
    return state instanceof TableState.Known known ? known.definition().table(name) : null;
  }
}
