package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.type.MappedColumn;
import java.util.List;
import java.util.Objects;

/**
 * The content of a TABLE_MAP event: always the types of a table; names, signedness, character sets
 * and labels as far as the server logs them ({@code binlog_row_metadata}). Immutable.
 */
public final class TableMap {
  private final TableMapHeader tableName;
  private final List<MappedColumn> columns;
  private final List<Integer> primaryKey;
  private final BinlogDialect dialect;

  TableMap(
      TableMapHeader tableName,
      List<MappedColumn> columns,
      List<Integer> primaryKey,
      BinlogDialect dialect) {
    this.tableName = tableName;
    this.dialect = dialect;
    this.columns = List.copyOf(columns);
    this.primaryKey = List.copyOf(primaryKey);
  }

  /**
   * Reads a TABLE_MAP event written by a server of unknown version.
   *
   * @see #parse(byte[], int, int, BinlogDialect)
   */
  public static TableMap parse(byte[] buffer, int from, int to) {
    return parse(buffer, from, to, BinlogDialect.UNKNOWN);
  }

  /**
   * Reads a TABLE_MAP event.
   *
   * @param buffer holds the event; not kept
   * @param from where the post-header starts, after the 19 bytes of the common header
   * @param to where the body ends, before the checksum
   * @param dialect the dialect of the server that wrote it
   * @throws dev.towpath.internal.decode.DecodeException if the bytes are malformed or a type is
   *     unknown
   */
  public static TableMap parse(byte[] buffer, int from, int to, BinlogDialect dialect) {
    Objects.checkFromToIndex(from, to, buffer.length);
    return TableMapReader.read(buffer, from, to, dialect);
  }

  /** Returns the number by which rows events refer to this table map. */
  public long tableId() {
    return tableName.tableId();
  }

  /** Returns the database. */
  public String database() {
    return tableName.database();
  }

  /** Returns the table name without the database. */
  public String name() {
    return tableName.name();
  }

  /** Returns the number of columns in the binlog, hidden ones included. */
  public int columnCount() {
    return columns.size();
  }

  /**
   * Returns whether the event alone describes every column: names, signedness, character sets and
   * labels, as with {@code binlog_row_metadata=FULL}. If not, a definition is needed from
   * elsewhere.
   *
   * @see TableLayout#ofMetadata(TableMap)
   */
  public boolean isSelfDescribing() {
    return columns.stream().allMatch(MappedColumn::isComplete);
  }

  /**
   * Returns whether the table may be a MariaDB table that keeps former versions of its rows. Only a
   * definition then tells which columns no query shows, and which rows are former versions.
   */
  public boolean mayBeVersioned() {
    return HiddenColumns.mayBeVersioned(this);
  }

  /** Returns whether the event names its columns, even if it lacks other facts about them. */
  public boolean namesColumns() {
    return columns.stream().allMatch(column -> column.isHidden() || column.name() != null);
  }

  /**
   * Returns whether the event tells which columns may hold NULL. Servers log the inner table of an
   * outer join, as in {@code DELETE … LEFT JOIN}, as if all its columns could. They ask for the
   * columns of the join ({@code Field::maybe_null}).
   */
  boolean tellsNullability() {
    return columns.stream().anyMatch(column -> !column.nullable());
  }

  List<MappedColumn> columns() {
    return columns;
  }

  /**
   * Returns the indexes of the primary key's columns in key order; empty if there is none or it is
   * unknown.
   */
  List<Integer> primaryKey() {
    return primaryKey;
  }

  /** Returns the dialect of the server that wrote the event. */
  BinlogDialect dialect() {
    return dialect;
  }

  /** Returns the name with the database, and the table id. */
  @Override
  public String toString() {
    return tableName + " (" + tableId() + ')';
  }
}
