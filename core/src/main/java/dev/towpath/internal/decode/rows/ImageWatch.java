package dev.towpath.internal.decode.rows;

import dev.towpath.event.RowImage;
import dev.towpath.internal.decode.table.TableLayout;

/** A recorder of row images as they are in the binlog, before any filter. */
@FunctionalInterface
public interface ImageWatch {

  /**
   * Sees the images of a change before it is handed out.
   *
   * @param first the image before an update, or the only image
   * @param second the image after an update, or the only image
   */
  void images(TableLayout layout, RowImage first, RowImage second);
}
