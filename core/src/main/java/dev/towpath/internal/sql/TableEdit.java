package dev.towpath.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the changes that an ALTER TABLE makes to a definition. */
public sealed interface TableEdit {

  /**
   * The place of a column.
   *
   * @param first whether it becomes the first
   * @param after the column before it; null for none
   */
  record Place(boolean first, @Nullable String after) {
    /** A new column goes to the end, a changed one stays where it is. */
    public static final Place UNSAID = new Place(false, null);

    /** Whether the statement names no place. */
    public boolean isUnsaid() {
      return !first && after == null;
    }
  }

  /** ADD COLUMN. */
  record Add(ColumnSpec column, Place place, boolean onlyIfAbsent) implements TableEdit {}

  /** MODIFY and CHANGE COLUMN. */
  record Change(String column, ColumnSpec to, Place place, boolean onlyIfPresent)
      implements TableEdit {}

  /** RENAME COLUMN. */
  record Rename(String column, String to, boolean onlyIfPresent) implements TableEdit {}

  /** DROP COLUMN. */
  record Drop(String column, boolean onlyIfPresent) implements TableEdit {}

  /** ALTER COLUMN … SET VISIBLE and SET INVISIBLE. */
  record Show(String column, boolean visible) implements TableEdit {}

  /** ADD PRIMARY KEY and ADD UNIQUE KEY. */
  record AddKey(KeySpec key, boolean onlyIfAbsent) implements TableEdit {}

  /** MariaDB's ADD PERIOD of two columns that the application sets. */
  record AddPeriod(List<String> columns, boolean onlyIfAbsent) implements TableEdit {
    /** Copies the list. */
    public AddPeriod {
      columns = List.copyOf(columns);
    }
  }

  /** DROP PRIMARY KEY, whose name is {@code PRIMARY}, and DROP KEY. */
  record DropKey(String name, boolean onlyIfPresent) implements TableEdit {}

  /** DROP CONSTRAINT of a key that is unique, of a foreign key or of a check. */
  record DropConstraint(String name, boolean onlyIfPresent) implements TableEdit {}

  /** RENAME KEY. */
  record RenameKey(String name, String to, boolean onlyIfPresent) implements TableEdit {}

  /** DEFAULT CHARACTER SET; null for the one of the database. */
  record DefaultCharset(@Nullable String charset) implements TableEdit {}

  /** CONVERT TO CHARACTER SET; null for the one of the database. */
  record Convert(@Nullable String charset) implements TableEdit {}

  /** MariaDB's ADD SYSTEM VERSIONING. */
  record AddVersioning() implements TableEdit {}

  /** MariaDB's DROP SYSTEM VERSIONING. */
  record DropVersioning() implements TableEdit {}

  /** Whether it can change how rows are read: everything can but a key that is not primary. */
  default boolean isAboutRows() {
    if (this instanceof AddKey add) {
      return add.key().primary();
    } else if (this instanceof DropKey drop) {
      return drop.name().equalsIgnoreCase("PRIMARY");
    } else if (this instanceof DropConstraint drop) {
      return drop.name().equalsIgnoreCase("PRIMARY");
    }
    return !(this instanceof RenameKey);
  }

  /** Whether it can change which unique keys there are; a key that is dropped may be one. */
  default boolean mayChangeUniqueKeys() {
    return this instanceof DropKey
        || this instanceof DropConstraint
        || (this instanceof AddKey add && add.key().kind() == KeySpec.Kind.UNIQUE);
  }
}
