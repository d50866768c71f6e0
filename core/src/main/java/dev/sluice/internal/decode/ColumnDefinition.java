package dev.sluice.internal.decode;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column as {@code information_schema.COLUMNS} describes it, or as a statement declared it.
 *
 * @param name {@code COLUMN_NAME}
 * @param columnType {@code COLUMN_TYPE}: {@code int(10) unsigned}, {@code enum('a','b')}
 * @param charset {@code CHARACTER_SET_NAME}; null for everything that is no text
 * @param nullable whether {@code IS_NULLABLE} is {@code YES}; null if unknown
 * @param visible whether {@code EXTRA} lacks {@code INVISIBLE}
 */
public record ColumnDefinition(
    String name,
    String columnType,
    @Nullable String charset,
    @Nullable Boolean nullable,
    boolean visible) {

  /** Checks that name and type are there. */
  public ColumnDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(columnType, "columnType");
  }

  @Override
  public String toString() {
    return columnType
        + (charset == null ? "" : " character set " + charset)
        + (Boolean.FALSE.equals(nullable) ? " not null" : "");
  }
}
