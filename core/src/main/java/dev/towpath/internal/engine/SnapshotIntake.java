package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowRead;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.change.ReadFilter;
import dev.towpath.internal.change.RowWatch;
import dev.towpath.internal.decode.rows.ImageWatch;
import dev.towpath.internal.snapshot.ChangedKeys;
import dev.towpath.internal.snapshot.Chunk;
import dev.towpath.internal.snapshot.Opening;
import dev.towpath.internal.snapshot.SnapshotPlan;
import dev.towpath.internal.snapshot.SnapshotRun;
import dev.towpath.internal.snapshot.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The intake of a snapshot's chunks: it opens and closes windows between transactions, and records
 * meanwhile which rows the stream changes. Without a snapshot it does nothing. Used by the writing
 * thread, except where it says otherwise.
 */
final class SnapshotIntake implements RowWatch {
  /** Windows over a stream that is further behind would record for long. */
  private static final Duration MOST_LAG = Duration.ofSeconds(2);

  /** The share of the memory budget for one chunk, and for one log of changes. */
  private static final int SHARE = 32;

  private final EngineParts parts;
  private final StreamQueue queue;
  private final BatchBuilder batches;
  private final ReadFilter filter;
  private final long mostBytes;
  private final @Nullable SnapshotRun run;
  private StreamItem.@Nullable Connected stream;
  private @Nullable Window window;
  private ChangedKeys changes;
  private long statements;
  private int chunks;
  private @Nullable BinlogPosition place;

  SnapshotIntake(
      EngineParts parts, StreamQueue queue, BatchBuilder batches, Set<EventKind> interests) {
    EngineConfig config = parts.config();
    SnapshotPlan plan = config.snapshot();
    this.parts = parts;
    this.queue = queue;
    this.batches = batches;
    this.filter = new ReadFilter(config.filters(), interests);
    this.mostBytes = config.memoryBudget() / SHARE;
    this.changes = new ChangedKeys(mostBytes);
    this.run =
        plan.isNone()
            ? null
            : new SnapshotRun(config.name(), plan, config.tables(), mostBytes, queue::wakeUp);
  }

  /**
   * Starts to read.
   *
   * @throws PipelineFailedException if the sink does not want what is read
   */
  void start() throws PipelineFailedException {
    if (run == null) {
      return;
    }
    if (!filter.isWanted()) {
      throw parts
          .health()
          .fatal(
              Stage.SINK,
              new CdcException(
                  "a snapshot is configured, but the sink has no interest in READ, or the kind filter hides row changes; let interests() return READ"));
    }
    run.start();
  }

  /** A new stream begins: what was read belongs to the one before. */
  void connected(StreamItem.Connected begins) {
    stream = begins;
    place = null;
    makeVoid();
  }

  /** Throws the open chunk away, because not all changes of its rows are known. */
  void makeVoid() {
    Window open = window;
    window = null;
    if (open != null) {
      open.makeVoid();
    }
  }

  /** Notes how far a server has sent its binlog, between transactions. */
  void reached(String file, long offset) {
    if (run != null) {
      place = BinlogPosition.builder(file, offset).build();
    }
  }

  /**
   * Takes what a worker has for a place between two transactions.
   *
   * @throws PipelineFailedException if a filter of the application fails
   */
  void between() throws PipelineFailedException {
    if (run == null) {
      return;
    }
    Window asked = run.window();
    if (asked != null && asked != window && asked.stage() == Window.Stage.REQUESTED) {
      open(asked);
    } else if (window != null && window.stage() == Window.Stage.READ) {
      Chunk chunk = window.chunk();
      if (chunk != null && isReached(chunk.end())) {
        close(window, chunk);
      }
    }
  }

  private void open(Window asked) {
    StreamItem.Connected current = stream;
    Duration lag = parts.progress().lag();
    boolean isLagging = lag == null || lag.compareTo(MOST_LAG) > 0;
    if (current == null || current.serverUuid() == null || isLagging) {
      return;
    }
    changes = new ChangedKeys(mostBytes);
    window = asked;
    asked.open(
        new Opening(
            batches.position(),
            current.server(),
            current.serverUuid(),
            current.describesRows(),
            statements));
  }

  /** Returns whether the stream has passed a place of its server's binlog. */
  private boolean isReached(BinlogPosition end) {
    BinlogPosition position = batches.position();
    return isAt(BinlogPosition.builder(position.file(), position.offset()).build(), end)
        || (place != null && isAt(place, end));
  }

  private static boolean isAt(BinlogPosition here, BinlogPosition end) {
    return here.compare(end).orElse(-1) >= 0;
  }

  private void close(Window open, Chunk chunk) throws PipelineFailedException {
    window = null;
    String flaw = changes.flaw(chunk);
    if (changes.isPartial()) {
      open.refuse(
          "the binlog has only parts of its rows, so that changed ones could not be completed; SET GLOBAL binlog_row_image = FULL, and end older sessions");
    } else if (flaw != null) {
      open.makeVoid();
    } else {
      emitOrFail(chunk);
      open.close();
    }
  }

  private void emitOrFail(Chunk chunk) throws PipelineFailedException {
    int before = batches.openSize();
    try {
      emit(chunk);
    } catch (CdcException e) {
      batches.backTo(before);
      throw parts.health().fatal(Stage.DECODE, e);
    }
  }

  private void emit(Chunk chunk) {
    BinlogPosition position = batches.position();
    Origin origin =
        Origin.builder()
            .timestamp(parts.config().clock().instant())
            .at(position.file(), position.offset())
            .transactionId("snapshot")
            .eventOrdinal(chunks++)
            .build();
    int ordinal = 0;
    boolean isEmpty = true;
    for (Chunk.ReadRow read : chunk.rows()) {
      Row current = changes.current(read);
      RowRead shown = current == null ? null : filter.shown(new RowRead(origin, ordinal, current));
      if (shown != null) {
        batches.add(shown);
        isEmpty = false;
      }
      ordinal++;
    }
    if (!isEmpty) {
      queue.charge(chunk.bytes());
      batches.hold(chunk.bytes());
      batches.completeAlone();
    }
  }

  @Override
  public @Nullable ImageWatch of(String database, String table) {
    return window != null && window.isOver(database, table) ? changes : null;
  }

  @Override
  public void outcome(RowChange change, boolean isDelivered) {
    changes.outcome(change, isDelivered);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A statement about the table, or one whose tables are not known, may change rows or what they
   * consist of.
   */
  @Override
  public void statement(QueryEvent query) {
    if (run == null) {
      return;
    }
    statements++;
    Window open = window;
    if (open != null && mayChange(query, open)) {
      makeVoid();
    }
  }

  private static boolean mayChange(QueryEvent query, Window open) {
    String sql = query.sql().strip().toUpperCase(Locale.ROOT);
    boolean isAboutNamed =
        sql.startsWith("CREATE")
            || sql.startsWith("ALTER")
            || sql.startsWith("DROP")
            || sql.startsWith("RENAME")
            || sql.startsWith("TRUNCATE")
            || sql.startsWith("GRANT")
            || sql.startsWith("FLUSH")
            || sql.startsWith("ANALYZE");
    String table = open.table().table().toUpperCase(Locale.ROOT);
    String database = open.table().database().toUpperCase(Locale.ROOT);
    boolean isPlain = table.indexOf('`') < 0 && database.indexOf('`') < 0;
    return !isAboutNamed || !isPlain || sql.contains(table) || sql.contains(database);
  }

  /** Returns whether everything was read that can be. May be called by any thread. */
  boolean isComplete() {
    return run != null && run.isComplete();
  }

  /** Ends reading at once. May be called by any thread. */
  void disconnect() {
    if (run != null) {
      run.disconnect();
    }
  }

  /** Ends reading and waits for the end. */
  void close() {
    if (run != null) {
      run.close();
    }
  }
}
