package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.DeclaredType;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.ServerDialect;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A catalog to which edits are applied as a parser would hand them over. */
final class AstModel {
  private static final BinlogPosition ANYWHERE = BinlogPosition.builder("binlog.000001", 4).build();

  final SchemaCatalog catalog = new SchemaCatalog();

  AstModel() {
    catalog.dialect(ServerDialect.of("8.0.12"));
    apply(new SchemaEdit.Database("d", "latin1", SchemaEdit.Creation.PLAIN, false));
  }

  AstModel apply(SchemaEdit... edits) {
    var evolution = new Evolution(catalog, TableFilter.all(), "a statement", "utf8mb4");
    List.of(edits).forEach(evolution::apply);
    catalog.apply(new HistoryEntry(ANYWHERE, evolution.tables(), evolution.databases()));
    return this;
  }

  TableState state(TableName table) {
    return Objects.requireNonNull(catalog.state(table));
  }

  TableDefinition definition(TableName table) {
    return ((TableState.Known) state(table)).definition();
  }

  List<String> key(TableName table) {
    return definition(table).primaryKey();
  }

  /** The definition of a table as text, or what is known instead of it. */
  String text(TableName table) {
    TableState state = catalog.state(table);
    if (state instanceof TableState.Known known) {
      return Model.text(known.definition());
    }
    return state instanceof TableState.Unknown unknown ? "unknown: " + unknown.reason() : "absent";
  }

  static ColumnSpec column(
      String name, String type, List<Integer> arguments, ColumnSpec.Trait... traits) {
    return new ColumnSpec(name, DeclaredType.of(type, arguments, false), Set.of(traits));
  }
}
