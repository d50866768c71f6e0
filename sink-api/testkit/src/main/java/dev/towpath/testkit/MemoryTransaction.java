package dev.towpath.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.testkit.MemoryBinlog.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a {@link MemorySource} under construction. Nothing of it is in the binlog before
 * {@link #commit()}. Not thread-safe.
 *
 * <p>Rows are given in the order of the table's columns. Values have the Java types of {@link
 * dev.towpath.event.Row}; for numbers, any number or text of the same value is accepted, and for
 * integers a boolean. Values that a column cannot hold are refused, and never cut or rounded.
 */
public final class MemoryTransaction {
  private final MemorySource source;
  private final List<Event> events = new ArrayList<>();
  private boolean committed;

  MemoryTransaction(MemorySource source) {
    this.source = source;
  }

  /**
   * Adds an inserted row.
   *
   * @param table the table, as {@code database.table}
   * @param values a value for each column
   * @throws IllegalArgumentException if the source has no such table, it has another number of
   *     columns, or a column cannot hold its value
   */
  public MemoryTransaction insert(String table, @Nullable Object... values) {
    return add(MemoryBinlog.WRITE_ROWS, table, List.of(MemorySource.row(values)));
  }

  /**
   * Adds an updated row.
   *
   * @param table the table, as {@code database.table}
   * @param before the row as it was, see {@link MemorySource#row}
   * @param after the row as it is then
   * @throws IllegalArgumentException as {@link #insert} does
   */
  public MemoryTransaction update(
      String table,
      List<? extends @Nullable Object> before,
      List<? extends @Nullable Object> after) {
    return add(MemoryBinlog.UPDATE_ROWS, table, List.of(copy(before), copy(after)));
  }

  private static List<@Nullable Object> copy(List<? extends @Nullable Object> row) {
    return Collections.unmodifiableList(new ArrayList<>(row));
  }

  /**
   * Adds a deleted row.
   *
   * @param table the table, as {@code database.table}
   * @param values a value for each column
   * @throws IllegalArgumentException as {@link #insert} does
   */
  public MemoryTransaction delete(String table, @Nullable Object... values) {
    return add(MemoryBinlog.DELETE_ROWS, table, List.of(MemorySource.row(values)));
  }

  private MemoryTransaction add(int type, String name, List<List<@Nullable Object>> images) {
    requireOpen();
    MemoryTable table = source.table(name);
    byte[] rows = table.rows(images);
    events.add(new Event(MemoryBinlog.TABLE_MAP, table.map()));
    events.add(new Event(type, rows));
    return this;
  }

  /**
   * Writes the transaction to the binlog, from where pipelines read it.
   *
   * @return the end of the transaction, for {@link dev.towpath.CdcPipeline#awaitAcknowledged}
   * @throws IllegalStateException if it is empty or committed already, or the source is closed
   */
  public BinlogPosition commit() {
    requireOpen();
    if (events.isEmpty()) {
      throw new IllegalStateException("a transaction without changes is not in the binlog");
    }
    committed = true;
    return source.write(events);
  }

  private void requireOpen() {
    if (committed) {
      throw new IllegalStateException("this transaction is committed; begin another one");
    }
  }
}
