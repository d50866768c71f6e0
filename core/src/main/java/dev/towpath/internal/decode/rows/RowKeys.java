package dev.towpath.internal.decode.rows;

import dev.towpath.event.RowImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of keys: equal for the same row in the binlog and in the answer to a query. They are
 * compared for equality only, never for order.
 */
public final class RowKeys {
  private RowKeys() {}

  /**
   * Returns the bytes of a row's key; null if the image lacks a column of it.
   *
   * @param columns indexes into the columns of the table
   */
  public static @Nullable ByteBuffer of(RowImage image, int[] columns) {
    BinaryRowImage binary = binary(image);
    return binary == null ? null : binary.key(columns);
  }

  private static @Nullable BinaryRowImage binary(RowImage image) {
    if (image instanceof PatchedRowImage patched) {
      return patched.stored();
    }
    return image instanceof BinaryRowImage binary ? binary : null;
  }

  /** Returns whether the image has all of the first {@code count} columns. */
  public static boolean isWhole(RowImage image, int count) {
    for (int i = 0; i < count; i++) {
      if (!image.isPresent(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of each column of a key, without the lengths before them. */
  public static List<byte[]> parts(ByteBuffer key) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer rest = key.duplicate();
    while (rest.hasRemaining()) {
      byte[] part = new byte[rest.getInt()];
      rest.get(part);
      parts.add(part);
    }
    return parts;
  }
}
