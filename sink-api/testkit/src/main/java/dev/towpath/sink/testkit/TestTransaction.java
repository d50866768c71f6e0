package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.event.TransactionBegin;
import dev.towpath.event.TransactionCommit;
import dev.towpath.sink.EventBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction under construction, see {@link TestEvents}. Not thread-safe.
 *
 * <p>{@link #insert}, {@link #update} and {@link #delete} start a row change; {@link #with}, {@link
 * #was} and {@link #minimal} describe it. Columns that are not named are NULL. Adjacent changes of
 * one kind and table are rows of one binlog event.
 */
public final class TestTransaction {
  private final TestEvents events;
  private final List<Change> changes = new ArrayList<>();

  private static final class Change {
    final EventKind kind;
    final Table table;
    final Map<String, @Nullable Object> before = new LinkedHashMap<>();
    final Map<String, @Nullable Object> after = new LinkedHashMap<>();
    boolean minimal;

    Change(EventKind kind, Table table) {
      this.kind = kind;
      this.table = table;
    }

    Row row(Map<String, @Nullable Object> own, Map<String, @Nullable Object> other) {
      var values = new LinkedHashMap<String, @Nullable Object>();
      if (!minimal) {
        table.columns().forEach(column -> values.put(column.name(), null));
        values.putAll(other);
      }
      values.putAll(own);
      return Row.of(table, new PartialImage(table, values));
    }

    ChangeEvent event(Origin origin, int rowOrdinal) {
      return switch (kind) {
        case INSERT -> new RowInsert(origin, rowOrdinal, row(after, Map.of()));
        case DELETE -> new RowDelete(origin, rowOrdinal, row(after, Map.of()));
        default -> new RowUpdate(origin, rowOrdinal, row(before, after), row(after, before));
      };
    }
  }

  TestTransaction(TestEvents events) {
    this.events = events;
  }

  /** Starts an insert. */
  public TestTransaction insert(Table table) {
    return start(EventKind.INSERT, table);
  }

  /** Starts an update. */
  public TestTransaction update(Table table) {
    return start(EventKind.UPDATE, table);
  }

  /** Starts a delete; {@link #with} describes the deleted row. */
  public TestTransaction delete(Table table) {
    return start(EventKind.DELETE, table);
  }

  private TestTransaction start(EventKind kind, Table table) {
    changes.add(new Change(kind, table));
    return this;
  }

  /**
   * Sets the value of a column. In an update it is the new value, and also the old one unless
   * {@link #was} sets that. It is of the Java type that {@link Row} lists; integers of another
   * width and texts of numbers are converted.
   *
   * @throws IllegalArgumentException if the table has no such column or it has another type
   */
  public TestTransaction with(String column, @Nullable Object value) {
    Change change = last();
    change.after.put(name(change, column), TestValues.convert(change.table, column, value));
    return this;
  }

  /**
   * Sets the value of a column before an update; also the new one unless {@link #with} sets that.
   *
   * @throws IllegalArgumentException if the table has no such column or it has another type
   */
  public TestTransaction was(String column, @Nullable Object value) {
    Change change = last();
    if (change.kind != EventKind.UPDATE) {
      throw new IllegalStateException("only an update has an image before and one after");
    }
    change.before.put(name(change, column), TestValues.convert(change.table, column, value));
    return this;
  }

  /**
   * Gives the last row change the images of {@code binlog_row_image=MINIMAL}. Columns that are not
   * named are absent; {@link #was} is in the before image only, and {@link #with} in the after
   * image only.
   */
  public TestTransaction minimal() {
    last().minimal = true;
    return this;
  }

  private Change last() {
    if (changes.isEmpty()) {
      throw new IllegalStateException("start with insert, update or delete");
    }
    return changes.get(changes.size() - 1);
  }

  private static String name(Change change, String column) {
    return change.table.column(change.table.indexOf(column)).name();
  }

  /** Returns the transaction as one batch: its begin, its rows, its commit. */
  public EventBatch batch() {
    return parts(Integer.MAX_VALUE).get(0);
  }

  /**
   * Returns the transaction in parts of at most {@code limit} events, as a pipeline delivers it
   * when it exceeds the batch limit. All parts but the last have the position before the
   * transaction.
   */
  public List<EventBatch> parts(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a part holds at least one event: " + limit);
    }
    BinlogPosition before = events.position();
    List<ChangeEvent> all = place();
    List<EventBatch> parts = new ArrayList<>();
    for (int start = 0; start < all.size(); start += limit) {
      boolean last = all.size() - start <= limit;
      List<ChangeEvent> part = all.subList(start, last ? all.size() : start + limit);
      parts.add(EventBatch.of(part, last ? events.position() : before, last));
      if (last) {
        break;
      }
    }
    return parts;
  }

  /** Gives the transaction its place in the binlog. */
  private List<ChangeEvent> place() {
    List<ChangeEvent> all = new ArrayList<>();
    events.begin();
    all.add(new TransactionBegin(events.origin(60, 0)));
    int eventOrdinal = 0;
    for (int start = 0; start < changes.size(); eventOrdinal++) {
      int end = endOfEvent(start);
      Origin origin = events.origin(40 * (end - start), eventOrdinal);
      for (int i = start; i < end; i++) {
        all.add(changes.get(i).event(origin, i - start));
      }
      start = end;
    }
    all.add(new TransactionCommit(events.origin(12, eventOrdinal)));
    events.end();
    return all;
  }

  private int endOfEvent(int start) {
    Change first = changes.get(start);
    int end = start + 1;
    while (end < changes.size()
        && changes.get(end).kind == first.kind
        && changes.get(end).table.equals(first.table)) {
      end++;
    }
    return end;
  }
}
