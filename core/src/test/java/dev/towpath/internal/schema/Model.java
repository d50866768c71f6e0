package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.StatementParser;
import dev.towpath.internal.sql.StatementReader;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A catalog to which statements are applied as if they came through the binlog. */
final class Model {
  private static final BinlogPosition ANYWHERE = BinlogPosition.builder("binlog.000001", 4).build();

  final SchemaCatalog catalog = new SchemaCatalog();
  private final ServerDialect dialect;
  private final TableFilter captured;
  private final String database;
  private long sqlMode;
  private @Nullable Boolean explicitTimestamps;

  Model(String version, TableFilter captured, String database) {
    this(version, captured, database, "latin1");
  }

  Model(String version, TableFilter captured, String database, String charset) {
    this.dialect = ServerDialect.of(version);
    this.captured = captured;
    this.database = database;
    catalog.dialect(dialect);
    execute("CREATE DATABASE " + database + " CHARACTER SET " + charset);
  }

  /** A model of database {@code d} on 8.0.12 with {@code latin1} as default, all captured. */
  static Model of(String... statements) {
    var model = new Model("8.0.12", TableFilter.all(), "d");
    model.execute(statements);
    return model;
  }

  Model sqlMode(long bits) {
    sqlMode = bits;
    return this;
  }

  Model explicitTimestamps(@Nullable Boolean explicit) {
    explicitTimestamps = explicit;
    return this;
  }

  Model execute(String... statements) {
    for (String statement : statements) {
      var evolution =
          new Evolution(catalog, captured, statement, "utf8mb4")
              .inMode(sqlMode)
              .explicitTimestamps(explicitTimestamps)
              .inSession(database, null);
      try {
        StatementParser.parse(SqlText.of(statement), sqlMode, dialect, database)
            .forEach(evolution::apply);
      } catch (UnsupportedDdlException e) {
        evolution.lose(
            StatementReader.of(SqlText.of(statement), sqlMode, dialect, database),
            String.valueOf(e.getMessage()));
      }
      catalog.apply(new HistoryEntry(ANYWHERE, evolution.tables(), evolution.databases()));
    }
    return this;
  }

  /** The definition of a table of the database as text, or what is known instead of it. */
  String table(String name) {
    return table(new TableName(database, name));
  }

  String table(TableName name) {
    TableState state = catalog.state(name);
    if (state instanceof TableState.Known known) {
      return text(known.definition());
    }
    return state instanceof TableState.Unknown unknown ? "unknown: " + unknown.reason() : "absent";
  }

  static String text(TableDefinition definition) {
    return definition.columns().stream().map(Model::text).collect(Collectors.joining(", "))
        + (definition.primaryKey().isEmpty() ? "" : " key " + definition.primaryKey());
  }

  private static String text(ColumnDefinition column) {
    return column.name()
        + ' '
        + column.columnType()
        + (column.charset() == null ? "" : ' ' + column.charset())
        + (column.visible() ? "" : " invisible");
  }
}
