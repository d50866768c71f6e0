package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.ByteCursor;
import java.util.Objects;

/**
 * The beginning of a TABLE_MAP event: enough to decide whether the rest is needed.
 *
 * @param tableId the number that rows events refer to
 * @param database the database
 * @param name the table
 */
public record TableMapHeader(long tableId, String database, String name) {

  /**
   * Reads the beginning of a TABLE_MAP event.
   *
   * @param buffer holds the event
   * @param from where the post-header starts, after the 19 bytes of the common header
   * @param to where the body ends, before the checksum
   * @throws dev.towpath.internal.decode.DecodeException if the bytes are malformed
   */
  public static TableMapHeader parse(byte[] buffer, int from, int to) {
    Objects.checkFromToIndex(from, to, buffer.length);
    return read(new ByteCursor(buffer, from, to, "TABLE_MAP event"));
  }

  static TableMapHeader read(ByteCursor cursor) {
    long tableId = cursor.u48("table id");
    cursor.skip(2, "flags");
    String database = cursor.text("database");
    cursor.skip(1, "end of database");
    String name = cursor.text("table name");
    cursor.skip(1, "end of table name");
    return new TableMapHeader(tableId, database, name);
  }

  @Override
  public String toString() {
    return database + '.' + name;
  }
}
