package dev.towpath.internal.change;

import dev.towpath.event.EventKind;
import dev.towpath.event.Heartbeat;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.TransactionBegin;
import dev.towpath.event.TransactionCommit;
import dev.towpath.filter.StatementKind;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.FormatDescription;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.MariaDbCompression;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.binlog.event.StatementText;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.log.Loggers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An assembler of changes from the binlog events of captured tables. Used by one thread. */
public final class ChangeAssembler {
  private static final System.Logger logger = Loggers.SCHEMA;

  /** The table number in a rows event that only ends a statement. */
  private static final long DUMMY_TABLE = 0xFFFFFFL;

  /** More than the size of that event without columns and rows. */
  private static final int DUMMY_SIZE = 16;

  private final String pipeline;
  private final ChangeFilters filters;
  private final TableMaps tables;
  private final Set<EventKind> interests;
  private final StatementChanges statements;
  private final ChangeOutput out;
  private @Nullable String statement;
  private int rowsEvents;
  private boolean begun;
  private int client;
  private boolean warnedOfRows;
  private Instant timestamp = Instant.EPOCH;

  /**
   * Creates an assembler.
   *
   * @param pipeline the pipeline whose warnings are logged
   * @param filter the tables to capture
   * @param filters the filters of their changes
   * @param schema the source of table definitions
   * @param interests the kinds to hand out
   * @param out the recipient of the changes
   */
  public ChangeAssembler(
      String pipeline,
      TableFilter filter,
      ChangeFilters filters,
      TableLayouts schema,
      Set<EventKind> interests,
      ChangeOutput out) {
    this.pipeline = pipeline;
    this.filters = filters;
    this.tables = new TableMaps(pipeline, filters.rowsOf(filter), filters.columns(), schema);
    this.interests = filters.allowed(interests);
    this.statements = new StatementChanges(pipeline, filter, filters, schema, this.interests);
    this.out = out;
  }

  /** Starts a new stream: nothing of the previous one is valid. */
  public void streamStarted() {
    tables.clear();
    groupEnded();
  }

  /** Forgets the layouts of table maps, because table definitions changed. */
  public void definitionsChanged() {
    tables.clear();
  }

  /** Takes the next event of the stream and hands out the changes it holds. */
  public void accept(BinlogEvent event) {
    int type = event.type();
    if (EventType.isRows(type)) {
      rows(event);
    } else if (type == EventType.TABLE_MAP) {
      if (tables.put(event).isSecret()) {
        // The maps of all tables of a statement follow its text and precede its rows.
        statement = null;
      }
    } else if (EventType.isQuery(type)) {
      client = StatementContext.clientCollation(event);
      if (!QueryEvent.isBegin(event)) {
        query(event, QueryEvent.parse(event));
      }
    } else if (type == EventType.ROWS_QUERY || type == EventType.ANNOTATE_ROWS) {
      statement = filters.kinds().includes(StatementKind.DML) ? text(event) : null;
    } else if (type == EventType.FORMAT_DESCRIPTION) {
      tables.fileStarted(FormatDescription.serverVersion(event));
      statements.fileStarted(event);
    } else if (EventType.isHeartbeat(type) && interests.contains(EventKind.HEARTBEAT)) {
      out.change(new Heartbeat(origin(event)));
    }
    if (event.position() != null) {
      commit(event);
      groupEnded();
    }
  }

  /**
   * Returns the text of a statement about rows. Its own event does not name the character set, but
   * the BEGIN before it does. MariaDB writes no BEGIN: there the text is read as UTF-8.
   */
  private String text(BinlogEvent event) {
    // The byte before the text holds its length only if that is below 256; MariaDB has none.
    int from = event.type() == EventType.ANNOTATE_ROWS ? event.from() : event.from() + 1;
    if (from > event.to()) {
      throw new MalformedEventException("truncated ROWS_QUERY " + event);
    }
    StatementText text = StatementText.of(event.bytes(), from, event.to(), clientOf(event));
    if (text.flaw() != null && !warnedOfRows) {
      warnedOfRows = true;
      warnOfText(event, "a statement about rows", text.flaw());
    }
    return text.sql().text();
  }

  private int clientOf(BinlogEvent event) {
    Group group = event.group();
    // The BEGIN of an uncompressed transaction is not handed over; its group has the facts.
    return client != 0 || group == null ? client : group.clientCollation();
  }

  private void warnOfText(BinlogEvent event, String what, String flaw) {
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: the text of %s at %s/%d is not complete, because %s; missing characters are U+FFFD in it"
                .formatted(pipeline, what, event.file(), event.start(), flaw));
  }

  private void rows(BinlogEvent event) {
    long id = RowsEvent.tableId(event.bytes(), event.from(), event.to());
    TableMaps.Mapped mapped = tables.get(id);
    if (mapped == null && (id != DUMMY_TABLE || event.to() - event.from() > DUMMY_SIZE)) {
      throw new MalformedEventException(
          "rows " + event + " refer to table number " + id + ", which no table map announced");
    }
    try {
      if (mapped != null && mapped.layout() != null) {
        decode(event, mapped.layout(), change -> row(event, change, mapped.projection()));
      }
    } finally {
      // Also if the event is skipped because it cannot be decoded: the numbers of later ones stay
      // the same.
      rowsEvents++;
    }
    if (RowsEvent.endsStatement(event.bytes(), event.from(), event.to())) {
      statement = null;
    }
  }

  private void decode(BinlogEvent event, TableLayout layout, Consumer<RowChange> rows) {
    if (EventType.isCompressedRows(event.type())) {
      byte[] plain = MariaDbCompression.rows(event);
      int type = MariaDbCompression.plainType(event.type());
      RowsEvent.decode(type, plain, 0, plain.length, layout, origin(event), rows);
    } else {
      // Rows live as long as the sink keeps them, but receive buffers are reused.
      byte[] bytes =
          event.isLent()
              ? Arrays.copyOfRange(event.bytes(), event.from(), event.to())
              : event.bytes();
      int from = event.isLent() ? 0 : event.from();
      int to = from + event.to() - event.from();
      RowsEvent.decode(event.type(), bytes, from, to, layout, origin(event), rows);
    }
  }

  private void row(BinlogEvent event, RowChange change, @Nullable ColumnProjection projection) {
    if (filters.includes(change)) {
      begin(event);
      if (interests.contains(change.kind())) {
        out.change(projection == null ? change : projection.apply(change));
      }
    }
  }

  private void query(BinlogEvent event, QueryEvent query) {
    if (!event.isEffective()) {
      return;
    }
    if (isTransactionControl(query.sql())) {
      if (event.position() != null && query.sql().strip().equalsIgnoreCase("ROLLBACK")) {
        begun = false;
        out.rollback();
      }
      return;
    }
    StatementEvent change = statements.of(event, query, origin(event));
    if (change == null) {
      return;
    }
    if (query.flaw() != null) {
      warnOfText(event, "a statement", query.flaw());
    }
    if (event.position() == null) {
      begin(event);
    }
    out.change(change);
  }

  private static boolean isTransactionControl(String sql) {
    String start = sql.stripLeading();
    start = start.substring(0, Math.min(start.length(), 20)).toUpperCase(Locale.ROOT).strip();
    return start.equals("BEGIN")
        || start.equals("COMMIT")
        || start.startsWith("ROLLBACK")
        || start.startsWith("XA ")
        || start.startsWith("SAVEPOINT ")
        || start.startsWith("RELEASE SAVEPOINT");
  }

  private void begin(BinlogEvent event) {
    if (!begun) {
      begun = true;
      if (interests.contains(EventKind.BEGIN)) {
        out.change(new TransactionBegin(origin(event)));
      }
    }
  }

  private void commit(BinlogEvent event) {
    if (begun && interests.contains(EventKind.COMMIT)) {
      out.change(new TransactionCommit(origin(event)));
    }
  }

  private void groupEnded() {
    begun = false;
    statement = null;
    client = 0;
    rowsEvents = 0;
  }

  private Origin origin(BinlogEvent event) {
    Group group = event.group();
    Origin.Builder origin =
        Origin.builder()
            .timestamp(timestamp(event))
            .serverId(event.serverId())
            .at(event.file(), event.start())
            .eventOrdinal(rowsEvents)
            .statement(statement);
    if (group != null) {
      group.describe(origin);
    }
    return origin.build();
  }

  /** Returns the time of an event. Most events share it with the event before. */
  private Instant timestamp(BinlogEvent event) {
    if (timestamp.getEpochSecond() != event.seconds()) {
      timestamp = event.timestamp();
    }
    return timestamp;
  }
}
