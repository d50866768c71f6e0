package dev.towpath.internal.decode.rows;

import dev.towpath.event.RowImage;
import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.decode.json.JsonDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import org.jspecify.annotations.Nullable;

/**
 * An after image with differences instead of some JSON documents. They are applied to the documents
 * of the before image on demand. Immutable if the bytes are not changed; thread-safe.
 */
final class PatchedRowImage implements RowImage {
  private final ColumnDecoder[] decoders;
  private final byte[] buffer;
  private final BinaryRowImage before;
  private final BinaryRowImage after;
  private final boolean[] partial;

  /**
   * Creates an image.
   *
   * @param buffer the bytes of both images
   * @param partial for each column whether {@code after} has differences
   */
  PatchedRowImage(
      ColumnDecoder[] decoders,
      byte[] buffer,
      BinaryRowImage before,
      BinaryRowImage after,
      boolean[] partial) {
    this.decoders = decoders;
    this.buffer = buffer;
    this.before = before;
    this.after = after;
    this.partial = partial;
  }

  @Override
  public boolean isPresent(int column) {
    return after.isPresent(column);
  }

  @Override
  public boolean isNull(int column) {
    return after.isNull(column);
  }

  @Override
  public @Nullable Object value(int column) {
    int start = after.start(column);
    return partial[column] && start >= 0 && decoders[column] instanceof JsonDecoder json
        ? json.patched(buffer, before.start(column), start)
        : after.value(column);
  }

  @Override
  public long longValue(int column) {
    return after.longValue(column);
  }

  @Override
  public boolean visit(int column, ValueVisitor visitor) {
    return partial[column] ? RowImage.super.visit(column, visitor) : after.visit(column, visitor);
  }
}
