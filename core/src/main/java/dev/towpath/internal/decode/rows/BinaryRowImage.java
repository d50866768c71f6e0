package dev.towpath.internal.decode.rows;

import dev.towpath.event.RowImage;
import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row image that decodes its values from the bytes of the event on demand. Immutable if the bytes
 * are not changed; thread-safe.
 */
public final class BinaryRowImage implements RowImage {
  private final TableLayout layout;
  private final byte[] buffer;
  private final int[] starts;

  /**
   * Creates an image.
   *
   * @param starts where in {@code buffer} the value of each column starts
   */
  BinaryRowImage(TableLayout layout, byte[] buffer, int[] starts) {
    this.layout = layout;
    this.buffer = buffer;
    this.starts = starts;
  }

  @Override
  public boolean isPresent(int column) {
    return starts[column] != ColumnDecoder.ABSENT;
  }

  @Override
  public boolean isNull(int column) {
    return starts[column] == ColumnDecoder.NULL;
  }

  @Override
  public @Nullable Object value(int column) {
    int start = starts[column];
    return start < 0 ? null : layout.decoders()[column].value(buffer, start);
  }

  /** Returns the bytes of the event; not to be modified. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Returns where the value of a column starts, or {@link ColumnDecoder#NULL} or {@link
   * ColumnDecoder#ABSENT}.
   */
  int start(int column) {
    return starts[column];
  }

  /** Returns the same image, with its missing values taken from another image of the same bytes. */
  BinaryRowImage completedBy(BinaryRowImage other) {
    int[] completed = starts.clone();
    for (int i = 0; i < completed.length; i++) {
      completed[i] = completed[i] == ColumnDecoder.ABSENT ? other.starts[i] : completed[i];
    }
    return new BinaryRowImage(layout, buffer, completed);
  }

  @Override
  public long longValue(int column) {
    return layout.decoders()[column].longValue(buffer, starts[column]);
  }

  @Override
  public boolean visit(int column, ValueVisitor visitor) {
    int start = starts[column];
    if (start < 0) {
      return false;
    }
    layout.decoders()[column].visit(buffer, start, visitor);
    return true;
  }

  /**
   * Returns whether the values are equal. Equal bytes are equal values; otherwise the decoded
   * values are compared.
   */
  @Override
  public boolean hasSameValue(int column, RowImage other) {
    if (other instanceof BinaryRowImage image && layout == image.layout) {
      int start = starts[column];
      int otherStart = image.starts[column];
      if (start < 0 || otherStart < 0) {
        return start < 0 && otherStart < 0;
      }
      if (Arrays.equals(buffer, start, end(column), image.buffer, otherStart, image.end(column))) {
        return true;
      }
    }
    return RowImage.super.hasSameValue(column, other);
  }

  private int end(int column) {
    int start = starts[column];
    int width = layout.shownWidths()[column];
    return width >= 0 ? start + width : start - width + BytesDecoder.length(buffer, start, -width);
  }
}
