package dev.towpath.internal.schema;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import dev.towpath.ddl.measure.Recorded;
import dev.towpath.ddl.measure.StatementReader;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.StatementParser;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader with the parser and the catalog of pipelines; the only class that calls them. Used by
 * one thread.
 */
public final class CatalogReader implements StatementReader {
  private static final BinlogPosition ANYWHERE = BinlogPosition.builder("binlog.000001", 4).build();

  private SchemaCatalog catalog = new SchemaCatalog();

  @Override
  public String name() {
    return "towpath";
  }

  @Override
  public List<String> jars() {
    return List.of("towpath-core");
  }

  @Override
  public boolean saysWholeTypes() {
    return true;
  }

  @Override
  public void prepare(Recorded statement) {
    catalog = new SchemaCatalog();
    catalog.dialect(ServerDialect.of(statement.session().version()));
    Map<TableName, TableState> tables = new LinkedHashMap<>();
    for (TableImage table : statement.before().values()) {
      List<ColumnDefinition> columns =
          table.columns().stream()
              .map(
                  c ->
                      new ColumnDefinition(
                          c.name(),
                          c.type(),
                          c.charset(),
                          c.nullable(),
                          !c.extra().contains("INVISIBLE"),
                          role(c)))
              .toList();
      tables.put(
          new TableName(table.name().database(), table.name().table()),
          new TableState.Known(new TableDefinition(columns, keys(table), table.charset(), false)));
    }
    Map<String, DatabaseCharset> databases = new LinkedHashMap<>();
    statement
        .databases()
        .forEach((name, charset) -> databases.put(name, DatabaseCharset.of(charset)));
    catalog.apply(new HistoryEntry(ANYWHERE, tables, databases));
  }

  private static ColumnDefinition.Role role(TableImage.Column column) {
    return column.extra().contains("VIRTUAL")
        ? ColumnDefinition.Role.VIRTUAL
        : ColumnDefinition.Role.PLAIN;
  }

  private static List<KeyDefinition> keys(TableImage table) {
    List<KeyDefinition> keys = new ArrayList<>();
    for (TableImage.Key key : table.keys()) {
      List<KeySpec.Part> parts = new ArrayList<>();
      for (int i = 0; i < key.columns().size(); i++) {
        String column = key.columns().get(i);
        parts.add(new KeySpec.Part(column.isEmpty() ? null : column, key.lengths().get(i)));
      }
      KeySpec.Kind kind =
          key.name().equals(KeyDefinition.PRIMARY)
              ? KeySpec.Kind.PRIMARY
              : key.unique() ? KeySpec.Kind.UNIQUE : KeySpec.Kind.OTHER;
      keys.add(new KeyDefinition(kind, key.name(), parts));
    }
    return keys;
  }

  @Override
  public void apply(Recorded statement) throws RefusedException {
    Recorded.Session session = statement.session();
    var evolution = new Evolution(catalog, TableFilter.all(), "it", session.charset());
    try {
      StatementParser.parse(
              SqlText.of(statement.sql()),
              session.sqlMode(),
              ServerDialect.of(session.version()),
              session.database())
          .forEach(evolution::apply);
    } catch (UnsupportedDdlException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    catalog.apply(new HistoryEntry(ANYWHERE, evolution.tables(), evolution.databases()));
    for (TableState state : evolution.tables().values()) {
      if (state instanceof TableState.Unknown unknown) {
        throw new RefusedException(unknown.reason());
      }
    }
  }

  @Override
  public Map<TableId, SeenTable> tables() {
    Map<TableId, SeenTable> seen = new LinkedHashMap<>();
    catalog
        .tables()
        .forEach(
            (key, state) -> {
              if (state instanceof TableState.Known known) {
                seen.put(new TableId(key.database(), key.table()), table(known.definition()));
              }
            });
    return seen;
  }

  private static SeenTable table(TableDefinition definition) {
    return new SeenTable(
        definition.columns().stream()
            .map(c -> new SeenColumn(c.name(), c.columnType(), c.charset(), null, c.nullable()))
            .toList(),
        definition.primaryKey(),
        definition.charset());
  }
}
