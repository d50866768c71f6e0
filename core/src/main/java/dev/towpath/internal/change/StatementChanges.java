package dev.towpath.internal.change;

import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Session;
import dev.towpath.event.StatementChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.TableName;
import dev.towpath.filter.StatementKind;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.FormatDescription;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.change.TemporaryTables.Verdict;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.StatementReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A converter from statements to the events that sinks get. Used by one thread. */
final class StatementChanges {
  private static final System.Logger logger = Loggers.SCHEMA;
  private static final int MOST_WARNINGS = 1000;

  private final String pipeline;
  private final TableFilter filter;
  private final ChangeFilters filters;
  private final TableLayouts schema;
  private final Set<EventKind> interests;
  private final TemporaryTables temporary = new TemporaryTables();
  private final Set<String> warned = new HashSet<>();
  private ServerDialect dialect = ServerDialect.UNKNOWN;

  StatementChanges(
      String pipeline,
      TableFilter filter,
      ChangeFilters filters,
      TableLayouts schema,
      Set<EventKind> interests) {
    this.pipeline = pipeline;
    this.filter = filter;
    this.filters = filters;
    this.schema = schema;
    this.interests = interests;
  }

  /** Starts a new file. */
  void fileStarted(BinlogEvent description) {
    dialect = ServerDialect.of(FormatDescription.serverVersion(description));
    if (FormatDescription.isOfStart(description)) {
      temporary.clear();
    }
  }

  /**
   * Returns the event that sinks get for a statement that is no transaction control; null if there
   * is none.
   */
  @Nullable StatementEvent of(BinlogEvent event, QueryEvent query, Origin origin) {
    StatementContext context = StatementContext.of(event);
    StatementReader statement =
        StatementReader.of(query.statement(), query.sqlMode(context), dialect, query.database());
    Verdict verdict = temporary.verdict(statement, context, dialect);
    if (verdict == Verdict.TEMPORARY || !isCaptured(query, statement)) {
      return null;
    }
    StatementKind kind = StatementKinds.of(statement);
    boolean isAboutRows = kind == StatementKind.DML;
    if (isAboutRows && filters.kinds().includesRows()) {
      warnOfRows(event, statement);
    }
    EventKind delivered = isAboutRows ? EventKind.STATEMENT : EventKind.SCHEMA_CHANGE;
    if (!interests.contains(delivered) || !filters.kinds().includes(kind)) {
      return null;
    }
    if (verdict == Verdict.DOUBTFUL) {
      warnOfDoubt(event, statement);
    }
    String flaw = query.flaw(dialect);
    if (flaw != null && query.flaw() == null) {
      warnOfAuthor(event, flaw);
    }
    boolean secrets = filters.kinds().includesSecrets();
    String sql = DeliveredText.of(query, statement, context, dialect, secrets);
    boolean exact = flaw == null && sql.equals(query.sql());
    Session session = SessionFacts.of(query, context, dialect, event.seconds());
    String database = database(query, statement);
    return isAboutRows
        ? new StatementChange(
            origin, database, statement.tables(), sql, exact, session, context.error())
        : SchemaChange.builder(origin, sql)
            .action(StatementKinds.action(statement))
            .database(database)
            .changes(schema.changes(statement.tables(), event))
            .exact(exact)
            .session(session)
            .errorCode(context.error())
            .build();
  }

  private static String database(QueryEvent query, StatementReader statement) {
    List<TableName> tables = statement.tables();
    String own = statement.database();
    if (!tables.isEmpty()) {
      return tables.get(0).database();
    }
    return own == null ? query.database() : own;
  }

  private boolean isCaptured(QueryEvent query, StatementReader statement) {
    String database = statement.database();
    if (!statement.tables().isEmpty()) {
      return statement.tables().stream().anyMatch(this::isCaptured);
    }
    if (statement.kind() == StatementReader.Kind.QUERY) {
      return query.database().isEmpty() || filter.mayInclude(query.database());
    }
    return database == null || filter.mayInclude(database);
  }

  private boolean isCaptured(TableName table) {
    return filter.includes(table.database(), table.table());
  }

  /**
   * Warns once for each table that its rows are changed by statements and not delivered as rows.
   */
  private void warnOfRows(BinlogEvent event, StatementReader statement) {
    List<TableName> tables = statement.tables().stream().filter(this::isCaptured).toList();
    String what = tables.isEmpty() ? "a routine" : tables.toString();
    if (warned.size() < MOST_WARNINGS && warned.add(what)) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: the row changes by the %s of %s at %s/%d cannot be followed, because it was logged as text; set binlog_format=ROW on the server and in its sessions; later ones of the same tables are not reported"
                  .formatted(pipeline, statement.kind(), what, event.file(), event.start()));
    }
  }

  private void warnOfAuthor(BinlogEvent event, String flaw) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: characters in the text of the statement at %s/%d may be others, because %s; it is read in the character set of the session"
                .formatted(pipeline, event.file(), event.start(), flaw));
  }

  private void warnOfDoubt(BinlogEvent event, StatementReader statement) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: the %s of %s at %s/%d may be about a temporary table of that name, which the binlog does not tell; it is delivered"
                .formatted(
                    pipeline, statement.kind(), statement.tables(), event.file(), event.start()));
  }
}
