package dev.towpath.internal.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.SchemaChange.TableChange;
import dev.towpath.event.TableName;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.FormatDescription;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.binlog.position.StatementScan.Statement;
import dev.towpath.internal.change.TableLayouts;
import dev.towpath.internal.change.TemporaryTables;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.sql.PrintedTable;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.UnsupportedDdlException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import dev.towpath.schema.SchemaStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The search for the names and types behind a table map: in the map itself with {@code
 * binlog_row_metadata=FULL}, otherwise in the history of definitions, which it keeps in step with
 * the stream. As long as every map speaks for itself, no definition is read and no statement is
 * parsed. Used by one thread, except {@link #disconnect()}.
 *
 * <p>The rule by which a definition is used for a row: it was read from the server at a place of
 * the binlog. No statement between that place and the row, in either direction, changes the table;
 * or it follows from such a definition by the statements before the row. In addition every table
 * map is compared with it.
 */
public final class SchemaTracker implements TableLayouts, AutoCloseable {
  private static final System.Logger logger = Loggers.SCHEMA;

  private final String pipeline;
  private final TableFilter captured;
  private final SchemaStore store;
  private final Lease lease;
  private final boolean fresh;
  private final SchemaSource source;
  private final SchemaCatalog catalog = new SchemaCatalog();
  private final Baseline baseline;
  private final Verification verification;
  private final CompactionBackoff compaction;
  private @Nullable SchemaHistory history;
  private @Nullable BinlogPosition position;
  private @Nullable Evolution pending;
  private @Nullable BinlogEvent evolved;
  private final TemporaryTables temporary = new TemporaryTables();
  private final StatementEffect effect = new StatementEffect(catalog);
  private boolean needed;
  private boolean versions;
  private boolean describesRows;
  private boolean inStep;
  private boolean forget;
  private boolean stale;
  private @Nullable BinlogPosition describedFrom;

  /**
   * A tracker for one term.
   *
   * @param pipeline its name, for log lines
   * @param server the server to ask
   * @param captured the tables whose rows are read
   * @param store keeps the history
   * @param lease of the term
   * @param fresh whether there was no position to go on from
   */
  public SchemaTracker(
      String pipeline,
      MySqlSource server,
      TableFilter captured,
      SchemaStore store,
      Lease lease,
      boolean fresh) {
    this.pipeline = pipeline;
    this.captured = captured;
    this.store = new NamedSchemaStore(store);
    this.lease = lease;
    this.fresh = fresh;
    this.source = new SchemaSource(server);
    this.baseline = new Baseline(pipeline, source, captured, catalog);
    this.verification = new Verification(pipeline, baseline, catalog, Clock.systemUTC());
    this.compaction = new CompactionBackoff(pipeline);
  }

  /**
   * A new stream begins.
   *
   * @param start where; the end of a transaction
   * @param server where it comes from
   * @param describesRows whether the server says that its table maps speak for themselves
   */
  public void streamStarted(BinlogPosition start, MySqlSource server, boolean describesRows) {
    source.use(server);
    position = start;
    pending = null;
    evolved = null;
    verification.clear();
    inStep = false;
    describedFrom = null;
    this.describesRows = describesRows;
    needed |= !describesRows;
  }

  /**
   * Reads the definitions at the start of the stream, if they will be needed; may be called again
   * after it threw a {@link SchemaLookupException}.
   */
  public void prepareStream() {
    if (isNeeded()) {
      prepare();
    }
  }

  /** Changes were lost: what is known about tables does not hold at the next position. */
  public void gap() {
    forget = true;
    inStep = false;
  }

  /**
   * Takes the next event before anything of it is handed out; may be called again for the same
   * event after it threw a {@link SchemaLookupException}.
   *
   * @return whether definitions changed, so that earlier layouts must not be used any more
   */
  public boolean accept(BinlogEvent event) {
    int type = event.type();
    if (type == EventType.FORMAT_DESCRIPTION) {
      ServerDialect dialect = ServerDialect.of(FormatDescription.serverVersion(event));
      baseline.dialect(dialect);
      catalog.dialect(dialect);
      if (FormatDescription.isOfStart(event)) {
        temporary.clear();
      }
    }
    if (!event.isArtificial() && isNeeded()) {
      prepare();
      if (EventType.isQuery(type) && event != evolved) {
        stale |=
            Statement.mayDefine(event) && evolve(Statement.of(event), event.position() != null);
        evolved = event;
      }
      if (event.position() != null) {
        settle(event.position());
      }
    }
    if (inStep) {
      verify(event);
    }
    position = event.position() == null ? position : event.position();
    boolean changed = stale;
    stale = false;
    return changed;
  }

  /** A stored history is kept in step even when the server says that it needs none. */
  private boolean isNeeded() {
    if (!needed && history == null) {
      needed = attempt("read the stored table definitions", () -> !history().isEmpty());
    }
    return needed;
  }

  private SchemaHistory history() throws IOException, InterruptedException {
    SchemaHistory loaded = history;
    if (loaded == null) {
      loaded = SchemaHistory.load(store, lease, fresh);
      history = loaded;
    }
    return loaded;
  }

  /** Makes the catalog what it is at the position, and completes it from the server. */
  private void prepare() {
    if (inStep) {
      return;
    }
    BinlogPosition here = Objects.requireNonNull(position);
    attempt(
        "prepare the table definitions at " + here.file() + '/' + here.offset(),
        () -> {
          if (forget) {
            history().clear();
            forget = false;
          }
          catalog.lowerCase(source.ask(DefinitionReader::lowersNames));
          catalog.utf8IsUtf8mb4(source.ask(DefinitionReader::readsUtf8AsUtf8mb4));
          describedFrom = describesRows ? source.ask(DefinitionReader::end) : null;
          if (!history().restore(here, catalog)) {
            logger.log(
                System.Logger.Level.WARNING,
                () ->
                    "pipeline %s: the stored table definitions are of another server or stream than %s; they are read again"
                        .formatted(pipeline, here));
          }
          HistoryEntry found = baseline.complete(here);
          if (!found.isEmpty()) {
            history().append(found);
            catalog.apply(found);
          }
          return true;
        });
    inStep = true;
  }

  private static boolean hidesCharset(Statement statement, boolean alone) {
    StatementContext context = statement.context();
    return PrintedTable.mayHideCharset(
        statement.query().sql(), context.sqlMode(), context.dependsOnConnection(), alone);
  }

  private boolean evolve(Statement statement, boolean alone) {
    var evolution =
        new Evolution(
                catalog,
                captured,
                statement.toString(),
                baseline.serverCharset(statement.context()))
            .inMode(statement.context().sqlMode())
            .literalsIn(literals(statement))
            .explicitTimestamps(baseline.explicitTimestamps(statement.context()))
            .inSession(
                statement.query().database(), charset(statement.context().databaseCollation()))
            .hidingCharset(hidesCharset(statement, alone));
    try {
      baseline.edits(statement, temporary).forEach(evolution::apply);
    } catch (UnsupportedDdlException e) {
      evolution.lose(baseline.named(statement), String.valueOf(e.getMessage()));
      warnOfLost(evolution);
    }
    boolean changed = !evolution.tables().isEmpty() || !evolution.databases().isEmpty();
    pending = changed ? evolution : pending;
    effect.of(evolution);
    if (changed) {
      // Rows of CREATE TABLE … SELECT follow before the transaction ends.
      catalog.apply(entry(Objects.requireNonNull(position), evolution));
    }
    return changed;
  }

  /** The character set of literals; servers write their own statements in UTF-8. */
  private static @Nullable String literals(Statement statement) {
    return statement.query().isOfServer()
        ? null
        : charset(statement.context().connectionCollation());
  }

  private static @Nullable String charset(int collation) {
    return collation == 0 ? null : Charsets.ofCollation(collation);
  }

  /** Replaces what statements were misread to make of tables. */
  private void verify(BinlogEvent event) {
    BinlogPosition here = Objects.requireNonNull(position);
    Map<TableName, TableState> corrections = verification.compare(event, here);
    if (!corrections.isEmpty()) {
      var entry = new HistoryEntry(here, corrections, Map.of());
      store("store definitions that the server has", entry);
      catalog.apply(entry);
      stale = true;
    }
  }

  private void warnOfLost(Evolution evolution) {
    evolution
        .tables()
        .forEach(
            (table, state) -> {
              if (state instanceof TableState.Unknown unknown
                  && captured.includes(table.database(), table.table())) {
                logger.log(
                    System.Logger.Level.WARNING,
                    () ->
                        "pipeline %s: the definition of %s is read from the server at its next row, because the effect of a statement cannot be told: %s"
                            .formatted(pipeline, table, unknown.reason()));
              }
            });
  }

  private static HistoryEntry entry(BinlogPosition at, Evolution evolution) {
    return new HistoryEntry(at, evolution.tables(), evolution.databases());
  }

  @Override
  public List<TableChange> changes(List<TableName> tables, BinlogEvent event) {
    return event == evolved ? effect.changes(tables) : TableLayouts.super.changes(tables, event);
  }

  /** The transaction of a statement ends: what it changed is stored. */
  private void settle(BinlogPosition end) {
    Evolution settled = pending;
    if (settled != null) {
      store("store the table definitions after " + end, entry(end, settled));
      verification.changed(settled);
      pending = null;
    }
  }

  private void store(String intention, HistoryEntry entry) {
    attempt(
        intention,
        () -> {
          history().append(entry);
          return true;
        });
  }

  /**
   * How to read the rows of a table map.
   *
   * @throws CdcException if the definition is not known at this place; says what to do
   * @throws SchemaLookupException if the server or the store cannot be asked; trying again may help
   */
  @Override
  public TableLayout layout(TableMap map, BinlogEvent event) {
    if (map.isSelfDescribing() && !map.mayBeVersioned()) {
      return TableLayout.ofMetadata(map);
    }
    needed = true;
    versions |= map.isSelfDescribing();
    prepare();
    TableName table = catalog.key(new TableName(map.database(), map.name()));
    TableState state = catalog.state(table);
    String why = "nothing is known about it";
    if (state instanceof TableState.Known known) {
      try {
        return known.definition().layout(map);
      } catch (SchemaMismatchException e) {
        why = String.valueOf(e.getMessage());
      }
    } else if (state instanceof TableState.Unknown unknown) {
      why = unknown.reason();
    }
    return proven(table, map, event, why);
  }

  /** Reads the definition again and proves that it was the same when the rows were written. */
  private TableLayout proven(TableName table, TableMap map, BinlogEvent event, String why) {
    String place = event.file() + '/' + event.start();
    Baseline.Proof proof =
        attempt("read the definition of " + table, () -> baseline.prove(table, from(event), event));
    TableDefinition definition = proof.definition();
    String objection = proof.objection();
    // A definition that was known and does not fit was misread.
    TableState state = catalog.state(table);
    if (definition != null && objection == null) {
      try {
        TableLayout layout = definition.layout(map);
        var entry =
            new HistoryEntry(
                Objects.requireNonNull(position),
                Map.of(table, new TableState.Known(definition)),
                Map.of());
        store("store the definition of " + table, entry);
        catalog.apply(entry);
        logger.log(
            state instanceof TableState.Known
                ? System.Logger.Level.WARNING
                : System.Logger.Level.INFO,
            () ->
                "pipeline %s: the definition of %s at %s was read from the server and proven; before that: %s"
                    .formatted(pipeline, table, place, why));
        return layout;
      } catch (SchemaMismatchException e) {
        objection = "the one the server has now does not fit: " + e.getMessage();
      }
    }
    if (map.isSelfDescribing()) {
      return described(map, table, place, both(why, objection));
    }
    throw new CdcException(
        "the definition of %s at %s is not known: %s. Restart after that place, exclude the table, or %s"
            .formatted(table, place, both(why, objection), remedy(map)));
  }

  /** What was known before and what the server says now, if that is not the same. */
  private static String both(String why, @Nullable String objection) {
    String now = String.valueOf(objection);
    return now.endsWith(why) ? now : why + "; and " + now;
  }

  /** MySQL before 8.0.14 does not tell the character set of labels with any setting. */
  private static String remedy(TableMap map) {
    return map.namesColumns()
        ? "upgrade the server to one whose binlog tells the character sets of labels (MySQL 8.0.14)"
        : "set binlog_row_metadata=FULL on the server, which serves all rows written from then on";
  }

  /** The table map describes its columns, and nothing tells whether the server hides some. */
  private TableLayout described(TableMap map, TableName table, String place, String why) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: it is not known whether %s keeps former versions of its rows at %s: %s. Columns row_start and row_end at its end are taken as the times of versions, all other columns as ordinary ones"
                .formatted(pipeline, table, place, why));
    return TableLayout.ofMetadata(map);
  }

  /** Where the transaction of an event begins; the binlog can be read from there. */
  private BinlogPosition from(BinlogEvent event) {
    Group group = event.group();
    return group == null
        ? Objects.requireNonNull(position)
        : BinlogPosition.builder(group.file(), group.start()).build();
  }

  /** Everything before a position is durable at the sink, and so is the position. */
  public void saved(BinlogPosition durable) {
    SchemaHistory loaded = history;
    if (loaded == null || !inStep || !compaction.isDue()) {
      return;
    }
    BinlogPosition obsolete = describedFrom;
    // Table maps that describe their columns may still need a definition.
    boolean isObsolete = obsolete != null && !versions && durable.compare(obsolete).orElse(-1) >= 0;
    try {
      attempt(
          "compact the stored table definitions",
          () -> {
            if (isObsolete) {
              loaded.clear();
            } else {
              loaded.compact(durable);
            }
            return true;
          });
    } catch (StaleEpochException | LeaseLostException e) {
      throw e;
    } catch (CdcException e) {
      // They are only longer than they need to be.
      compaction.failed(e);
      return;
    }
    compaction.succeeded();
    if (isObsolete) {
      needed = false;
      inStep = false;
      catalog.clear();
    }
  }

  private interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  private static <T> T attempt(String intention, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (StaleEpochException e) {
      throw e;
    } catch (SourceException e) {
      if (e.isPermanent()) {
        throw e;
      }
      throw new SchemaLookupException("cannot " + intention + ": " + e.getMessage(), e);
    } catch (UnusableStoreException e) {
      throw new CdcException("cannot " + intention + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SchemaLookupException("cannot " + intention + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaLookupException("cannot " + intention + ": interrupted", e);
    }
  }

  /** Ends questions to the server at once, and for good. May be called by any thread. */
  public void disconnect() {
    source.disconnect();
  }

  @Override
  public void close() {
    source.close();
  }
}
