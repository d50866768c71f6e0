package dev.sluice.internal.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the changes that an ALTER TABLE makes to a definition. */
sealed interface TableEdit {

  /**
   * Where a column goes.
   *
   * @param first whether it becomes the first
   * @param after the column before it; null for none
   */
  record Place(boolean first, @Nullable String after) {
    /** A new column goes to the end, a changed one stays where it is. */
    static final Place UNSAID = new Place(false, null);

    boolean isUnsaid() {
      return !first && after == null;
    }
  }

  /** ADD COLUMN. */
  record Add(ColumnSpec column, Place place) implements TableEdit {}

  /** MODIFY and CHANGE COLUMN. */
  record Change(String column, ColumnSpec to, Place place) implements TableEdit {}

  /** RENAME COLUMN. */
  record Rename(String column, String to) implements TableEdit {}

  /** DROP COLUMN. */
  record Drop(String column) implements TableEdit {}

  /** ALTER COLUMN … SET VISIBLE and SET INVISIBLE. */
  record Show(String column, boolean visible) implements TableEdit {}

  /** ADD PRIMARY KEY. */
  record AddKey(List<String> columns) implements TableEdit {}

  /** DROP PRIMARY KEY. */
  record DropKey() implements TableEdit {}

  /** DEFAULT CHARACTER SET. */
  record DefaultCharset(String charset) implements TableEdit {}

  /** CONVERT TO CHARACTER SET; null for that of the database. */
  record Convert(@Nullable String charset) implements TableEdit {}
}
