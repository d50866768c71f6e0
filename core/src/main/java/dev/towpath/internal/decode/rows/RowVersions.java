package dev.towpath.internal.decode.rows;

import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowImage;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.table.TableLayout;
import java.util.function.Consumer;

/**
 * A converter from the changes of a MariaDB table with system versioning to changes of its current
 * rows. The server logs the end of a row as an update of its end time, and the version before an
 * update as an insert. Used by one thread, for one event.
 */
final class RowVersions {
  /** The last second of times with 32 bits: signed before 11.5, unsigned since. */
  private static final int LAST_SIGNED = 0x7fffffff;

  private static final int LAST_UNSIGNED = 0xffffffff;
  private static final int LAST_MICROSECOND = 999_999;

  private final TableLayout layout;

  RowVersions(TableLayout layout) {
    this.layout = layout;
  }

  /** Hands out the change of the current row, if there is one. */
  void handOut(
      int eventType,
      Origin origin,
      int ordinal,
      BinaryRowImage before,
      RowImage after,
      Consumer<? super RowChange> out) {
    boolean was = isCurrent(before, true);
    boolean is = after == before ? was : after instanceof BinaryRowImage b && isCurrent(b, was);
    if (!was && !is) {
      return;
    }
    int type = was == is ? eventType : was ? RowsEvent.DELETE_V1 : RowsEvent.WRITE_V1;
    RowImage first = was ? before : after;
    out.accept(RowsEvent.change(type, origin, ordinal, layout.table(), first, after));
  }

  /**
   * Returns whether the time of the row has no end; an image without the column does not change it.
   */
  private boolean isCurrent(BinaryRowImage image, boolean otherwise) {
    int start = image.start(layout.endSlot());
    if (start < 0) {
      return otherwise;
    }
    byte[] bytes = image.buffer();
    int seconds = Integer.reverseBytes(Bytes.i32(bytes, start));
    int microseconds =
        Bytes.u8(bytes, start + 4) << 16
            | Bytes.u8(bytes, start + 5) << 8
            | Bytes.u8(bytes, start + 6);
    return microseconds == LAST_MICROSECOND && (seconds == LAST_SIGNED || seconds == LAST_UNSIGNED);
  }
}
