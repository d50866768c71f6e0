package dev.towpath.internal.decode.table;

import dev.towpath.event.Column;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.TypeText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column as {@code information_schema.COLUMNS} describes it, or as a statement declared it.
 *
 * @param name {@code COLUMN_NAME}
 * @param columnType {@code COLUMN_TYPE}: {@code int(10) unsigned}, {@code enum('a','b')}
 * @param charset {@code CHARACTER_SET_NAME}; null for types that are no text
 * @param nullable whether {@code IS_NULLABLE} is {@code YES}; null if unknown
 * @param visible whether {@code EXTRA} lacks {@code INVISIBLE}
 * @param role the part of the column that the server fills itself
 */
public record ColumnDefinition(
    String name,
    String columnType,
    @Nullable String charset,
    @Nullable Boolean nullable,
    boolean visible,
    Role role) {

  /** The value that the server itself writes into a column. */
  public enum Role {
    /** Nothing. */
    PLAIN,
    /** A value that is generated and not stored; no key on it identifies rows. */
    VIRTUAL,
    /** The start of the time in which the row was current, in MariaDB. */
    ROW_START,
    /** The end of the time in which the row was current, in MariaDB. */
    ROW_END
  }

  /** Creates a plain column. */
  public ColumnDefinition(
      String name,
      String columnType,
      @Nullable String charset,
      @Nullable Boolean nullable,
      boolean visible) {
    this(name, columnType, charset, nullable, visible, Role.PLAIN);
  }

  /** Checks that name and type are present. */
  public ColumnDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(columnType, "columnType");
  }

  /** Returns the same column with another name. */
  public ColumnDefinition named(String other) {
    return new ColumnDefinition(other, columnType, charset, nullable, visible, role);
  }

  /** Returns the same column, which may be NULL or not; null if that is unknown. */
  public ColumnDefinition nullable(@Nullable Boolean mayBeNull) {
    return new ColumnDefinition(name, columnType, charset, mayBeNull, visible, role);
  }

  /** Returns the same column, shown or hidden by {@code SELECT *}. */
  public ColumnDefinition visible(boolean isVisible) {
    return new ColumnDefinition(name, columnType, charset, nullable, isVisible, role);
  }

  /** Returns the same column in another role. */
  public ColumnDefinition in(Role other) {
    return new ColumnDefinition(name, columnType, charset, nullable, visible, other);
  }

  @Override
  public String toString() {
    return columnType
        + (charset == null ? "" : " character set " + charset)
        + (Boolean.FALSE.equals(nullable) ? " not null" : "");
  }

  /** Returns the column that sinks see; null if its type is not known. */
  public @Nullable Column shown() {
    TypeText text = TypeText.parse(columnType);
    DataType type = DataType.printed(text.name());
    return type == null
        ? null
        : Column.builder(name, type.kind())
            .typeText(columnType)
            .unsigned(text.unsigned())
            .nullable(!Boolean.FALSE.equals(nullable))
            .visible(visible)
            .labels(text.labels())
            .build();
  }
}
