package dev.sluice.examples.benchmark;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks at every value and every column name, so that nobody gains by leaving them undecoded. */
final class Touch {
  private long sum;
  private long rows;

  /** Counts a row change. */
  void row() {
    rows++;
  }

  /** Looks at a value of a row image. */
  void value(String column, @Nullable Object value) {
    int hash =
        value instanceof byte[] bytes
            ? Arrays.hashCode(bytes)
            : value == null ? 0 : value.hashCode();
    sum += 31L * column.hashCode() ^ hash;
  }

  /** How many row changes were seen. */
  long rows() {
    return rows;
  }

  /** Depends on all values; equal for equal ones in whatever order. */
  long sum() {
    return sum;
  }
}
