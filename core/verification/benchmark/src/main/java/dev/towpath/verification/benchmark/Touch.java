package dev.towpath.verification.benchmark;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of every value and column name, so that no contestant gains by leaving them undecoded.
 */
final class Touch {
  private long sum;
  private long rows;

  /** Counts a row change. */
  void row() {
    rows++;
  }

  /** Reads a value of a row image. */
  void value(String column, @Nullable Object value) {
    int hash =
        value instanceof byte[] bytes
            ? Arrays.hashCode(bytes)
            : value == null ? 0 : value.hashCode();
    sum += 31L * column.hashCode() ^ hash;
  }

  /** Returns the number of row changes. */
  long rows() {
    return rows;
  }

  /** Returns a checksum of all values, independent of their order. */
  long sum() {
    return sum;
  }
}
