package dev.sluice.internal.decode;

import dev.sluice.event.Row;
import java.util.Arrays;

/**
 * Finds the row images of a rows event, one after the other, by the widths of their columns. Used
 * by one thread, for one event.
 */
final class RowReader {
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
  Row next(int[] included) {
    int nulls = at;
    int nullBytes = (included.length + 7) >> 3;
    if (nullBytes > end - at) {
      throw truncated("the NULL bitmap of a row", nullBytes);
    }
    at += nullBytes;
    int[] starts = new int[layout.decoders().length];
    if (included.length < targets.length) {
      Arrays.fill(starts, BinaryRowImage.ABSENT);
    }
    for (int i = 0; i < included.length; i++) {
      int column = included[i];
      int start = BinaryRowImage.NULL;
      if ((buffer[nulls + (i >> 3)] & 1 << (i & 7)) == 0) {
        start = at;
        at = endOf(column);
      }
      int target = targets[column];
      if (target >= 0) {
        starts[target] = start;
      }
    }
    return Row.of(layout.table(), new BinaryRowImage(layout.decoders(), buffer, starts));
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
    String name = target < 0 ? "(hidden)" : layout.table().column(target).name();
    return truncated("column " + (column + 1) + ' ' + name, needed);
  }

  private DecodeException truncated(String what, long needed) {
    return new DecodeException(
        "rows event of %s, byte %d: %s needs %d bytes, but only %d are left"
            .formatted(
                layout.table().qualifiedName(), at - origin, what, needed, Math.max(0, end - at)));
  }
}
