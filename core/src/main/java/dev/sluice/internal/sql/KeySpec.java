package dev.sluice.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primary or unique key as a statement declares it.
 *
 * @param primary whether it is the primary key
 * @param name its name; null when the server chooses one
 * @param parts its parts in order
 */
public record KeySpec(boolean primary, @Nullable String name, List<Part> parts) {

  /** Copies the list. */
  public KeySpec {
    parts = List.copyOf(parts);
  }

  /**
   * A part of a key.
   *
   * @param column the column; null for an expression
   * @param whole whether it is the whole column, no prefix
   */
  public record Part(@Nullable String column, boolean whole) {}
}
