package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of definitions that statements changed with the server's, while the stream is near
 * the end of the binlog. Tables wait for it until a heartbeat or a table map follows, so that
 * statements in a row cost one reading of each table. Used by one thread.
 */
final class Verification {
  private static final System.Logger logger = Loggers.SCHEMA;

  /** Further behind, the server's definitions would hardly hold at the place. */
  private static final long NEAR_SECONDS = 5;

  /** What one event waits for at most. */
  private static final int TABLES_AT_ONCE = 10;

  private static final int MOST_ATTEMPTS = 3;

  private final String pipeline;
  private final Baseline baseline;
  private final SchemaCatalog catalog;
  private final Clock clock;
  private final Map<TableName, Due> due = new LinkedHashMap<>();

  Verification(String pipeline, Baseline baseline, SchemaCatalog catalog, Clock clock) {
    this.pipeline = pipeline;
    this.baseline = baseline;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * A table to compare.
   *
   * @param statement the last one that changed it, and its place
   * @param attempts how many comparisons failed
   */
  private record Due(String statement, int attempts) {}

  /** A statement changed tables. */
  void changed(Evolution evolution) {
    evolution
        .tables()
        .forEach(
            (table, state) -> {
              due.remove(table);
              if (baseline.isCaptured(table) && !(state instanceof TableState.Absent)) {
                due.put(table, new Due(evolution.statement(), 0));
              }
            });
  }

  /** A new stream begins. */
  void clear() {
    due.clear();
  }

  /**
   * Compares some of the tables if this is the time for it.
   *
   * @param event the next event; nothing of it was interpreted yet
   * @param position where the transaction before it ends
   * @return what the server has in place of what was known
   */
  Map<TableName, TableState> compare(BinlogEvent event, BinlogPosition position) {
    Map<TableName, TableState> corrections = new LinkedHashMap<>();
    if (!due.isEmpty() && isDue(event)) {
      List<TableName> tables = next();
      try {
        baseline
            .proveAll(tables, position)
            .forEach((table, proof) -> compare(table, proof, corrections));
      } catch (IOException | SourceException e) {
        tables.forEach(table -> postpone(table, String.valueOf(e.getMessage())));
      }
    }
    return corrections;
  }

  private boolean isDue(BinlogEvent event) {
    if (EventType.isHeartbeat(event.type())) {
      return true;
    }
    long behind = clock.instant().getEpochSecond() - event.seconds();
    return event.type() == EventType.TABLE_MAP && Math.abs(behind) <= NEAR_SECONDS;
  }

  private List<TableName> next() {
    List<TableName> tables = new ArrayList<>();
    Iterator<TableName> waiting = due.keySet().iterator();
    while (waiting.hasNext() && tables.size() < TABLES_AT_ONCE) {
      tables.add(waiting.next());
    }
    return tables;
  }

  private void compare(
      TableName table, Baseline.Proof proof, Map<TableName, TableState> corrections) {
    TableDefinition actual = proof.definition();
    String objection = proof.objection();
    if (actual == null || objection != null) {
      postpone(table, String.valueOf(objection));
      return;
    }
    Due of = due.remove(table);
    TableState state = catalog.state(table);
    String difference =
        state instanceof TableState.Known known ? difference(known.definition(), actual) : null;
    if (state instanceof TableState.Known known
        && difference == null
        && known.definition().primaryKey().equals(actual.primaryKey())) {
      return;
    }
    // Also where only the server knows which columns may be NULL, and so which key it takes.
    corrections.put(table, new TableState.Known(actual));
    if (difference != null && of != null) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: the definition of %s was not what a statement was read to make of it; the server's is used from here on, rows since the statement may have come with the wrong one. Please report the statement: %s. %s"
                  .formatted(pipeline, table, of.statement(), difference));
    }
  }

  /** Tries again later: the table is locked or changed again, or the server does not answer. */
  private void postpone(TableName table, String why) {
    Due of = due.remove(table);
    if (of == null) {
      return;
    }
    if (of.attempts() + 1 < MOST_ATTEMPTS) {
      due.put(table, new Due(of.statement(), of.attempts() + 1));
      return;
    }
    logger.log(
        System.Logger.Level.INFO,
        () ->
            "pipeline %s: the definition of %s after %s could not be compared with the server's and is used as the statement was read: %s"
                .formatted(pipeline, table, of.statement(), why));
  }

  /** How definitions differ in what matters to rows; null if they do not. */
  private static @Nullable String difference(TableDefinition known, TableDefinition actual) {
    boolean labels = !known.hasUnreadableLabels() && !actual.hasUnreadableLabels();
    String ours = known.comparable(labels);
    String theirs = actual.comparable(labels);
    return ours.equals(theirs) ? null : "Read: %s. On the server: %s".formatted(ours, theirs);
  }
}
