package dev.towpath.internal.snapshot;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.Row;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A page of a table, read within a window.
 *
 * @param table the table as it was when the page was read
 * @param rows the rows in the order of the key
 * @param end the end of the binlog after the page was read: whatever it shows is before
 * @param next the key of its last row; the one it came after when it has none
 * @param isLast whether no page follows
 * @param bytes the memory it holds
 */
public record Chunk(
    CopiedTable table,
    List<ReadRow> rows,
    BinlogPosition end,
    List<String> next,
    boolean isLast,
    long bytes) {

  /**
   * A row and its key.
   *
   * @param row the row
   * @param key the bytes of its key
   */
  public record ReadRow(Row row, ByteBuffer key) {}

  /** Returns the names of the columns by which its rows are told apart. */
  public List<String> keyNames() {
    return table.keyNames();
  }
}
