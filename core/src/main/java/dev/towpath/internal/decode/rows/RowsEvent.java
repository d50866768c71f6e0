package dev.towpath.internal.decode.rows;

import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowImage;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.ByteCursor;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.value.ColumnDecoder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A reader of WRITE_ROWS, UPDATE_ROWS and DELETE_ROWS events of versions 1 and 2, and of
 * PARTIAL_UPDATE_ROWS events.
 */
public final class RowsEvent {
  static final int WRITE_V1 = 23;
  private static final int UPDATE_V1 = 24;
  static final int DELETE_V1 = 25;
  static final int WRITE_V2 = 30;
  private static final int UPDATE_V2 = 31;
  static final int DELETE_V2 = 32;
  private static final int PARTIAL_UPDATE = 39;

  private static final int ENDS_STATEMENT = 1;

  private RowsEvent() {}

  /**
   * Returns the number of the rows' table, as in its TABLE_MAP event.
   *
   * @param from where the post-header starts, after the 19 bytes of the common header
   * @param to where the body ends, before the checksum
   * @throws DecodeException if the event is too short
   */
  public static long tableId(byte[] buffer, int from, int to) {
    require(6, buffer, from, to);
    return Bytes.u16(buffer, from) | Bytes.u32(buffer, from + 2) << 16;
  }

  /**
   * Returns whether the event is the last of its statement; table maps are invalid after it.
   *
   * @param from where the post-header starts, after the 19 bytes of the common header
   * @param to where the body ends, before the checksum
   * @throws DecodeException if the event is too short
   */
  public static boolean endsStatement(byte[] buffer, int from, int to) {
    require(8, buffer, from, to);
    return (Bytes.u16(buffer, from + 6) & ENDS_STATEMENT) != 0;
  }

  /**
   * Checks the length. Both are called for every event, so only an event that is too short gets a
   * cursor.
   */
  private static void require(int count, byte[] buffer, int from, int to) {
    if (to - from < count) {
      header(buffer, from, to).skip(count, "table id and flags");
    }
  }

  private static ByteCursor header(byte[] buffer, int from, int to) {
    Objects.checkFromToIndex(from, to, buffer.length);
    return new ByteCursor(buffer, from, to, "rows event");
  }

  /**
   * Passes the row changes of an event to {@code out}, in order. Their rows keep {@code buffer},
   * which must not be changed, and decode values on demand.
   *
   * @param eventType the type code of the event
   * @param from where the post-header starts, after the 19 bytes of the common header
   * @param to where the body ends, before the checksum
   * @param layout the layout of the event's table
   * @param origin the origin of the event, shared by its rows
   * @throws DecodeException if the bytes are malformed or of an event type that is not supported;
   *     rows before the malformed one have been handed out
   */
  public static void decode(
      int eventType,
      byte[] buffer,
      int from,
      int to,
      TableLayout layout,
      Origin origin,
      Consumer<? super RowChange> out) {
    Objects.checkFromToIndex(from, to, buffer.length);
    requireSupported(eventType, layout.table());
    ByteCursor cursor = new ByteCursor(buffer, from, to, layout.rowsSubject());
    cursor.skip(8, "table id and flags");
    if (eventType >= WRITE_V2) {
      int length = cursor.u16("length of extra row info");
      cursor.skip(Math.max(0, length - 2), "extra row info");
    }
    int count = cursor.packed("column count", Integer.MAX_VALUE);
    if (count != layout.widths().length) {
      throw cursor.error(
          "%d columns, but its TABLE_MAP event has %d".formatted(count, layout.widths().length));
    }
    int[] first = included(cursor, count);
    boolean update =
        eventType == UPDATE_V1 || eventType == UPDATE_V2 || eventType == PARTIAL_UPDATE;
    int[] second = update ? included(cursor, count) : first;
    if (first.length + second.length == 0) {
      handOutEmpty(eventType, cursor, layout, origin, out);
      return;
    }
    RowReader rows = new RowReader(buffer, from, cursor.skip(0, "rows"), to, layout);
    if (!rows.hasMore()) {
      throw cursor.error("no rows follow");
    }
    // A before image of all columns has the values that the after image leaves out: FULL_NODUP.
    boolean completes = eventType != PARTIAL_UPDATE && first.length == count;
    RowVersions versions = layout.endSlot() == TableLayout.HIDDEN ? null : new RowVersions(layout);
    for (int ordinal = 0; rows.hasMore(); ordinal++) {
      BinaryRowImage image = rows.next(first);
      RowImage after = image;
      if (update) {
        after = eventType == PARTIAL_UPDATE ? rows.nextPartial(second, image) : rows.next(second);
        if (completes && second.length < count && after instanceof BinaryRowImage partial) {
          after = partial.completedBy(image);
        }
      }
      if (versions != null) {
        versions.handOut(eventType, origin, ordinal, image, after, out);
      } else {
        out.accept(change(eventType, origin, ordinal, layout.table(), image, after));
      }
    }
  }

  /** Returns the change of a row; the images of an insert and of a delete are the same. */
  static RowChange change(
      int eventType, Origin origin, int ordinal, Table table, RowImage before, RowImage after) {
    Row row = Row.of(table, before);
    return switch (eventType) {
      case WRITE_V1, WRITE_V2 -> new RowInsert(origin, ordinal, row);
      case DELETE_V1, DELETE_V2 -> new RowDelete(origin, ordinal, row);
      default -> new RowUpdate(origin, ordinal, row, Row.of(table, after));
    };
  }

  private static void requireSupported(int eventType, Table table) {
    switch (eventType) {
      case WRITE_V1, UPDATE_V1, DELETE_V1, WRITE_V2, UPDATE_V2, DELETE_V2, PARTIAL_UPDATE -> {}
      default ->
          throw new DecodeException(
              "an event of %s has type %d, which is no rows event"
                  .formatted(table.qualifiedName(), eventType));
    }
  }

  /**
   * Hands out inserts of only defaults with {@code binlog_row_image=MINIMAL}: the images have no
   * columns and the rows no bytes. There is at least one row.
   */
  private static void handOutEmpty(
      int eventType,
      ByteCursor cursor,
      TableLayout layout,
      Origin origin,
      Consumer<? super RowChange> out) {
    if (cursor.hasMore() || (eventType != WRITE_V1 && eventType != WRITE_V2)) {
      throw cursor.error("row images without columns");
    }
    int[] starts = new int[layout.decoders().length];
    Arrays.fill(starts, ColumnDecoder.ABSENT);
    var image = new BinaryRowImage(layout, new byte[0], starts);
    out.accept(new RowInsert(origin, 0, Row.of(layout.table(), image)));
  }

  /** Returns the columns whose bits are set. */
  private static int[] included(ByteCursor cursor, int count) {
    int bits = cursor.skip((count + 7) / 8, "included columns");
    int[] columns = new int[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (cursor.bit(bits, i)) {
        columns[found++] = i;
      }
    }
    return found == count ? columns : Arrays.copyOf(columns, found);
  }
}
