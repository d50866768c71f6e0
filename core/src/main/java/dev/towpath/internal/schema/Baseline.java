package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.binlog.position.StatementScan.Statement;
import dev.towpath.internal.change.TemporaryTables;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.StatementParser;
import dev.towpath.internal.sql.StatementReader;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that hold at a position of the stream although they are read later: the definitions
 * of tables that no statement in between is about. Used by one thread.
 */
final class Baseline {
  private static final System.Logger logger = Loggers.SCHEMA;

  /** So many metadata locks are held at a time. */
  private static final int BATCH = 50;

  private final String pipeline;
  private final SchemaSource source;
  private final TableFilter captured;
  private final SchemaCatalog catalog;
  private ServerDialect dialect = ServerDialect.UNKNOWN;

  Baseline(String pipeline, SchemaSource source, TableFilter captured, SchemaCatalog catalog) {
    this.pipeline = pipeline;
    this.source = source;
    this.captured = captured;
    this.catalog = catalog;
  }

  /** The server that wrote the statements. */
  void dialect(ServerDialect server) {
    dialect = server;
  }

  /**
   * The result of an attempt to find the definition of a table.
   *
   * @param definition the one the server has now; null if it cannot be read
   * @param objection why it must not be used; null if it may
   */
  record Proof(@Nullable TableDefinition definition, @Nullable String objection) {}

  /** What is known on the server about captured tables and is missing in the catalog. */
  HistoryEntry complete(BinlogPosition position) throws IOException {
    List<TableName> missing =
        source.ask(DefinitionReader::tables).stream()
            .filter(table -> captured.includes(table.database(), table.table()))
            .filter(table -> !(catalog.state(catalog.key(table)) instanceof TableState.Known))
            .toList();
    Map<String, DatabaseCharset> databases = new LinkedHashMap<>();
    source
        .ask(DefinitionReader::databases)
        .forEach(
            (name, charset) -> {
              DatabaseCharset known = catalog.database(catalog.name(name));
              if (known == null || known.charset() == null) {
                databases.put(
                    catalog.name(name),
                    known == null ? DatabaseCharset.of(charset) : known.created(charset));
              }
            });
    Map<TableName, TableState> tables = new LinkedHashMap<>();
    String covered = catalog.covers(captured) ? null : captured.toString();
    if (missing.isEmpty() && databases.isEmpty()) {
      return new HistoryEntry(position, tables, databases, covered);
    }
    BinlogPosition end = read(missing, tables);
    try {
      loseTouched(source.statements(position, end), tables, databases);
    } catch (SourceException e) {
      if (!e.isPositionLost()) {
        throw e;
      }
      // The stream finds that out, too, and asks its policy.
      tables.replaceAll((table, state) -> new TableState.Unknown("" + e.getMessage()));
      databases.clear();
    }
    long known = tables.values().stream().filter(TableState.Known.class::isInstance).count();
    logger.log(
        System.Logger.Level.INFO,
        () ->
            "pipeline %s: read the definitions of %d tables at %s/%d; %d of them hold at %s/%d, where the stream is"
                .formatted(
                    pipeline,
                    missing.size(),
                    end.file(),
                    end.offset(),
                    known,
                    position.file(),
                    position.offset()));
    return new HistoryEntry(position, tables, databases, covered);
  }

  private BinlogPosition read(List<TableName> missing, Map<TableName, TableState> tables)
      throws IOException {
    BinlogPosition end = null;
    for (int from = 0; from < missing.size() || end == null; from += BATCH) {
      List<TableName> batch =
          missing.subList(Math.min(from, missing.size()), Math.min(from + BATCH, missing.size()));
      DefinitionReader.Reading reading = source.ask(reader -> reader.read(batch));
      end = reading.end();
      reading.definitions().forEach(this::warnOfLabels);
      reading
          .definitions()
          .forEach((table, found) -> tables.put(catalog.key(table), new TableState.Known(found)));
      reading
          .failures()
          .forEach((table, why) -> tables.put(catalog.key(table), new TableState.Unknown(why)));
    }
    return end;
  }

  /** Said once for a table: definitions that are known are not read again. */
  private void warnOfLabels(TableName table, TableDefinition definition) {
    if (definition.hasDoubtfulLabels()) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: labels of ENUM or SET columns of %s arrive with question marks, because the server shows characters outside the basic plane of Unicode so; set binlog_row_metadata=FULL where the server has it, or use other labels"
                  .formatted(pipeline, table));
    }
  }

  /** Statements after the position say that what was read does not hold there. */
  private void loseTouched(
      List<Statement> statements,
      Map<TableName, TableState> tables,
      Map<String, DatabaseCharset> databases) {
    var temporary = new TemporaryTables();
    for (Statement statement : statements) {
      Touched touched = touched(statement, temporary);
      for (TableName table : touched.named()) {
        boolean known = catalog.state(table) instanceof TableState.Known;
        if (!known && (tables.containsKey(table) || isCaptured(table))) {
          tables.put(table, changedBy(statement));
        }
      }
      tables.replaceAll((table, state) -> touched.has(table, state) ? changedBy(statement) : state);
      // The first statement about it creates it, also where that says IF NOT EXISTS.
      tables.keySet().removeIf(table -> touched.names(table) && didNotExist(table));
      databases.keySet().removeIf(touched::hasDatabase);
    }
  }

  private boolean didNotExist(TableName table) {
    return catalog.covers(captured) && catalog.state(table) == null && isCaptured(table);
  }

  boolean isCaptured(TableName table) {
    return captured.includes(table.database(), table.table());
  }

  private static TableState changedBy(Statement statement) {
    return new TableState.Unknown("it was changed later by " + statement);
  }

  /**
   * The definition of one table, and whether it holds at an event.
   *
   * @param from where the transaction of the event begins
   */
  Proof prove(TableName table, BinlogPosition from, BinlogEvent event) throws IOException {
    DefinitionReader.Reading reading = source.ask(reader -> reader.read(List.of(table)));
    TableDefinition definition = reading.definitions().get(table);
    if (definition == null) {
      return new Proof(null, "on the server " + reading.failures().get(table));
    }
    var temporary = new TemporaryTables();
    for (Statement statement : source.statements(from, reading.end())) {
      boolean touched = touched(statement, temporary).has(table, definition);
      if (touched && !statement.isWithin(event.file(), event.end())) {
        return new Proof(definition, "the table was changed since by " + statement);
      }
    }
    return new Proof(definition, null);
  }

  /**
   * The definitions of tables now, and whether they hold at a position.
   *
   * @param position the end of a transaction
   */
  Map<TableName, Proof> proveAll(List<TableName> tables, BinlogPosition position)
      throws IOException {
    Map<TableName, Proof> proofs = new LinkedHashMap<>();
    DefinitionReader.Reading reading = source.ask(reader -> reader.readWithoutWaiting(tables));
    List<Touched> later = new ArrayList<>();
    var temporary = new TemporaryTables();
    for (Statement statement : source.statements(position, reading.end())) {
      later.add(touched(statement, temporary));
    }
    for (TableName table : tables) {
      TableDefinition definition = reading.definitions().get(table);
      boolean changed = later.stream().anyMatch(touched -> touched.has(table, definition));
      String failure = reading.failures().get(table);
      proofs.put(table, new Proof(definition, changed ? "the table was changed since" : failure));
    }
    return proofs;
  }

  /**
   * The tables and databases that a statement may change.
   *
   * @param named the tables it names
   * @param rekeyed the tables whose unique keys it changes, and nothing else of them
   * @param databases the databases it drops or changes
   * @param dropped whether it drops them
   */
  private record Touched(
      List<TableName> named, List<TableName> rekeyed, List<String> databases, boolean dropped) {

    /** Whether a definition that was read later may be another one before the statement. */
    boolean has(TableName table, @Nullable TableDefinition later) {
      boolean hasOtherKey = rekeyed.contains(table) && (later == null || !later.hasPrimaryKey());
      return hasOtherKey || names(table);
    }

    boolean has(TableName table, TableState later) {
      return has(table, later instanceof TableState.Known known ? known.definition() : null);
    }

    boolean names(TableName table) {
      return named.contains(table) || (dropped && databases.contains(table.database()));
    }

    boolean hasDatabase(String name) {
      return databases.contains(name);
    }
  }

  private Touched touched(Statement statement, TemporaryTables temporary) {
    List<TableName> named = new ArrayList<>();
    List<TableName> rekeyed = new ArrayList<>();
    List<String> databases = new ArrayList<>();
    boolean dropped = false;
    try {
      for (SchemaEdit edit : edits(statement, temporary)) {
        if (edit.isAboutRows()) {
          edit.tables().forEach(table -> named.add(catalog.key(table)));
        } else if (edit.mayChangeUniqueKeys()) {
          edit.tables().forEach(table -> rekeyed.add(catalog.key(table)));
        }
        if (edit instanceof SchemaEdit.DropDatabase drop) {
          databases.add(catalog.name(drop.database()));
          dropped = true;
        } else if (edit instanceof SchemaEdit.Database database) {
          databases.add(catalog.name(database.database()));
        }
      }
      return new Touched(named, rekeyed, databases, dropped);
    } catch (UnsupportedDdlException e) {
      StatementReader read = named(statement);
      String database = read.database();
      return new Touched(
          read.tables().stream().map(catalog::key).toList(),
          List.of(),
          database == null ? List.of() : List.of(catalog.name(database)),
          false);
    }
  }

  /**
   * What a statement changes about definitions: nothing, if it is about temporary tables.
   *
   * @param temporary the temporary tables that earlier statements created
   */
  List<SchemaEdit> edits(Statement statement, TemporaryTables temporary)
      throws UnsupportedDdlException {
    QueryEvent query = statement.query();
    String flaw = query.flaw(dialect);
    if (flaw != null) {
      throw new UnsupportedDdlException("its text cannot be read: " + flaw);
    }
    StatementContext context = statement.context();
    return switch (temporary.verdict(named(statement), context, dialect)) {
      case TEMPORARY -> List.of();
      case DOUBTFUL ->
          throw new UnsupportedDdlException("it may be about a temporary table of that name");
      case BASE ->
          clear(
              PartialStatement.done(
                  StatementParser.parse(
                      query.statement(), query.sqlMode(context), dialect, query.database()),
                  context.error()),
              context,
              temporary);
    };
  }

  /** Refuses a copy of a table that may be a temporary one, which sessions log by its name. */
  private static List<SchemaEdit> clear(
      List<SchemaEdit> edits, StatementContext context, TemporaryTables temporary)
      throws UnsupportedDdlException {
    for (SchemaEdit edit : edits) {
      if (edit instanceof SchemaEdit.Copy copy && temporary.mayBe(copy.like(), context)) {
        throw new UnsupportedDdlException(copy.like() + " may be a temporary table");
      }
    }
    return edits;
  }

  /** What a statement names, if its effect cannot be told. */
  StatementReader named(Statement statement) {
    return StatementReader.of(
        statement.query().statement(),
        statement.query().sqlMode(statement.context()),
        dialect,
        statement.query().database());
  }

  /** {@code explicit_defaults_for_timestamp}; null if the statement does not say. */
  @Nullable Boolean explicitTimestamps(StatementContext context) {
    return context.explicitTimestamps(dialect);
  }

  /** The default character set of new databases; null if the statement does not say. */
  @Nullable String serverCharset(StatementContext context) {
    return context.serverCollation() == 0 ? null : Charsets.ofCollation(context.serverCollation());
  }
}
