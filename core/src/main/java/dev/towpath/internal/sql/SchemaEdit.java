package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the changes that a statement makes to the definitions of tables. */
public sealed interface SchemaEdit {

  /** The condition under which a statement creates something. */
  enum Creation {
    /** It fails when there is one of that name. */
    PLAIN,
    /** {@code IF NOT EXISTS}: it does nothing when there is one. */
    ONLY_IF_ABSENT,
    /** MariaDB's {@code OR REPLACE}: it drops one that is there. */
    REPLACING
  }

  /**
   * CREATE TABLE with columns, and CREATE SEQUENCE.
   *
   * @param table the new table
   * @param creation under which condition
   * @param columns its columns
   * @param keys its keys in the order of the statement, with the keys that columns declare
   * @param charset the default character set it names; null if none
   * @param versioned whether it says WITH SYSTEM VERSIONING
   */
  record Create(
      TableName table,
      Creation creation,
      List<ColumnSpec> columns,
      List<KeySpec> keys,
      @Nullable String charset,
      boolean versioned)
      implements SchemaEdit {

    /** Copies the lists. */
    public Create {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }
  }

  /** CREATE TABLE … LIKE. */
  record Copy(TableName table, Creation creation, TableName like) implements SchemaEdit {}

  /** ALTER TABLE, CREATE INDEX and DROP INDEX that change columns, keys or character set. */
  record Alter(TableName table, boolean onlyIfPresent, List<TableEdit> edits)
      implements SchemaEdit {

    /** Copies the list. */
    public Alter {
      edits = List.copyOf(edits);
    }
  }

  /** RENAME TABLE of one table. */
  record Rename(TableName table, TableName to, boolean onlyIfPresent) implements SchemaEdit {}

  /** DROP TABLE of one table. */
  record Drop(TableName table, boolean onlyIfPresent) implements SchemaEdit {}

  /**
   * DROP VIEW of one view. Servers log CREATE TABLE IF NOT EXISTS also where a view has the name,
   * which then seems to be the name of a table.
   */
  record DropView(TableName view, boolean onlyIfPresent) implements SchemaEdit {}

  /** DROP DATABASE. */
  record DropDatabase(String database) implements SchemaEdit {}

  /**
   * CREATE or ALTER DATABASE.
   *
   * @param database the database
   * @param charset its default character set; null for the server's
   * @param creation under which condition; PLAIN for ALTER
   * @param altered whether it is ALTER
   */
  record Database(String database, @Nullable String charset, Creation creation, boolean altered)
      implements SchemaEdit {}

  /**
   * Whether it can change how rows are read: everything can but edits of keys that are not the
   * primary one.
   */
  default boolean isAboutRows() {
    return !(this instanceof Alter alter)
        || alter.edits().isEmpty()
        || alter.edits().stream().anyMatch(TableEdit::isAboutRows);
  }

  /** Whether it can change which unique keys a table has, and with them the one of its rows. */
  default boolean mayChangeUniqueKeys() {
    return this instanceof Alter alter
        && alter.edits().stream().anyMatch(TableEdit::mayChangeUniqueKeys);
  }

  /** The tables whose definitions it changes. */
  default List<TableName> tables() {
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
    } else if (this instanceof DropView drop) {
      return List.of(drop.view());
    }
    return List.of();
  }
}
