package dev.towpath.internal.decode.rows;

import dev.towpath.event.RowImage;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import java.util.Arrays;

/**
 * A reader of the row images of a rows event, one after the other, by the widths of their columns.
 * Used by one thread, for one event.
 */
final class RowReader {
  /** The bit of {@code binlog_row_value_options=PARTIAL_JSON}. */
  private static final int PARTIAL_JSON = 1;

  private final byte[] buffer;
  private final int origin;
  private final int end;
  private final TableLayout layout;
  private final int[] widths;
  private final int[] targets;
  private int at;

  RowReader(byte[] buffer, int origin, int from, int to, TableLayout layout) {
    this.buffer = buffer;
    this.origin = origin;
    this.at = from;
    this.end = to;
    this.layout = layout;
    this.widths = layout.widths();
    this.targets = layout.targets();
  }

  boolean hasMore() {
    return at < end;
  }

  /**
   * Reads the next image.
   *
   * @param included the columns of the binlog that the images contain, ascending
   */
  BinaryRowImage next(int[] included) {
    int nulls = at;
    int nullBytes = (included.length + 7) >> 3;
    if (nullBytes > end - at) {
      throw truncated("the NULL bitmap of a row", nullBytes);
    }
    at += nullBytes;
    int[] starts = new int[layout.slots()];
    if (included.length < targets.length) {
      Arrays.fill(starts, ColumnDecoder.ABSENT);
    }
    int position = at;
    int bits = 0;
    for (int i = 0; i < included.length; i++) {
      bits = (i & 7) == 0 ? buffer[nulls + (i >> 3)] : bits >> 1;
      int column = included[i];
      int start = ColumnDecoder.NULL;
      if ((bits & 1) == 0) {
        start = position;
        int width = widths[column];
        if (width >= 0 && width <= end - position) {
          position += width;
        } else {
          at = position;
          position = endOf(column);
        }
      }
      int target = targets[column];
      if (target >= 0) {
        starts[target] = start;
      }
    }
    at = position;
    return new BinaryRowImage(layout, buffer, starts);
  }

  /**
   * Reads the next image as the one after a partial update. It begins with the value options; if
   * they say so, a bit for each JSON column of the table tells whether there are differences
   * instead of a document.
   *
   * @param included the columns of the binlog that the images contain, ascending
   * @param before the image before the update
   */
  RowImage nextPartial(int[] included, BinaryRowImage before) {
    if (at == end) {
      throw truncated("the value options of a row", 1);
    }
    int options = buffer[at++];
    if (options == 0) {
      return next(included);
    }
    if (options != PARTIAL_JSON) {
      at--;
      throw error("value options " + (options & 0xff) + " are unknown");
    }
    int[] columns = layout.jsonColumns();
    int bits = at;
    int bitBytes = (columns.length + 7) >> 3;
    if (bitBytes > end - at) {
      throw truncated("the partial bits of a row", bitBytes);
    }
    at += bitBytes;
    boolean[] partial = new boolean[layout.decoders().length];
    for (int i = 0; i < columns.length; i++) {
      int target = targets[columns[i]];
      if (target >= 0) {
        partial[target] = (buffer[bits + (i >> 3)] & 1 << (i & 7)) != 0;
      }
    }
    return new PatchedRowImage(layout.decoders(), buffer, before, next(included), partial);
  }

  private int endOf(int column) {
    int width = widths[column];
    if (width >= 0) {
      if (width > end - at) {
        throw truncated(column, width);
      }
      return at + width;
    }
    int prefix = -width;
    if (prefix > end - at) {
      throw truncated(column, prefix);
    }
    int start = at + prefix;
    int length = BytesDecoder.length(buffer, at, prefix);
    if (length < 0 || length > end - start) {
      throw truncated(column, prefix + (length & 0xffff_ffffL));
    }
    return start + length;
  }

  private DecodeException truncated(int column, long needed) {
    int target = targets[column];
    boolean hidden = target < 0 || target == layout.decoders().length;
    String name = hidden ? "(hidden)" : layout.table().column(target).name();
    return truncated("column " + (column + 1) + ' ' + name, needed);
  }

  private DecodeException truncated(String what, long needed) {
    return error(
        "%s needs %d bytes, but only %d are left".formatted(what, needed, Math.max(0, end - at)));
  }

  private DecodeException error(String message) {
    return new DecodeException(
        "%s, byte %d: %s".formatted(layout.rowsSubject(), at - origin, message));
  }
}
