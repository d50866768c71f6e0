package dev.sluice.internal.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the changes that a DDL statement makes to the definitions of tables. */
sealed interface SchemaEdit {

  /**
   * CREATE TABLE with columns.
   *
   * @param table the new table
   * @param onlyIfAbsent whether it says IF NOT EXISTS
   * @param columns its columns
   * @param primaryKey the columns of its primary key, in key order
   * @param charset the default character set it names; null if none
   */
  record Create(
      TableKey table,
      boolean onlyIfAbsent,
      List<ColumnSpec> columns,
      List<String> primaryKey,
      @Nullable String charset)
      implements SchemaEdit {}

  /** CREATE TABLE … LIKE. */
  record Copy(TableKey table, boolean onlyIfAbsent, TableKey like) implements SchemaEdit {}

  /** ALTER TABLE that changes columns, key or character set. */
  record Alter(TableKey table, List<TableEdit> edits) implements SchemaEdit {}

  /** RENAME TABLE of one table. */
  record Rename(TableKey table, TableKey to) implements SchemaEdit {}

  /** DROP TABLE of one table. */
  record Drop(TableKey table) implements SchemaEdit {}

  /** DROP DATABASE. */
  record DropDatabase(String database) implements SchemaEdit {}

  /**
   * CREATE or ALTER DATABASE.
   *
   * @param database the database
   * @param charset its default character set; null for the server's
   * @param onlyIfAbsent whether it says IF NOT EXISTS
   */
  record Database(String database, @Nullable String charset, boolean onlyIfAbsent)
      implements SchemaEdit {}

  /** The tables whose definitions it changes or copies. */
  default List<TableKey> tables() {
    if (this instanceof Create create) {
      return List.of(create.table());
    } else if (this instanceof Copy copy) {
      return List.of(copy.table());
    } else if (this instanceof Alter alter) {
      return List.of(alter.table());
    } else if (this instanceof Rename rename) {
      return List.of(rename.table(), rename.to());
    } else if (this instanceof Drop drop) {
      return List.of(drop.table());
    }
    return List.of();
  }
}
