package dev.sluice.internal.decode;

import dev.sluice.event.RowImage;
import org.jspecify.annotations.Nullable;

/**
 * A row image that decodes its values from the bytes of the event when asked for. Immutable as long
 * as nobody changes the bytes; thread-safe.
 */
final class BinaryRowImage implements RowImage {
  /** Instead of the start of a value that is NULL. */
  static final int NULL = -1;

  /** Instead of the start of a value that is not in the image. */
  static final int ABSENT = -2;

  private final ColumnDecoder[] decoders;
  private final byte[] buffer;
  private final int[] starts;

  /**
   * An image.
   *
   * @param starts where in {@code buffer} the value of each column starts
   */
  BinaryRowImage(ColumnDecoder[] decoders, byte[] buffer, int[] starts) {
    this.decoders = decoders;
    this.buffer = buffer;
    this.starts = starts;
  }

  @Override
  public boolean isPresent(int column) {
    return starts[column] != ABSENT;
  }

  @Override
  public boolean isNull(int column) {
    return starts[column] == NULL;
  }

  @Override
  public @Nullable Object value(int column) {
    int start = starts[column];
    return start < 0 ? null : decoders[column].value(buffer, start);
  }

  /** Where the value of a column starts, or {@link #NULL} or {@link #ABSENT}. */
  int start(int column) {
    return starts[column];
  }

  @Override
  public long longValue(int column) {
    return decoders[column].longValue(buffer, starts[column]);
  }
}
