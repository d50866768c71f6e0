package dev.sluice.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One version of a table: its name, its columns in order, and its primary key. Immutable.
 *
 * <p>The same instance serves all rows of one table version, so a sink may cache per instance what
 * it derives from a table.
 */
public final class Table {
  private final String database;
  private final String name;
  private final List<Column> columns;
  private final List<Integer> primaryKey;
  private final Map<String, Integer> indexes;

  private Table(String database, String name, List<Column> columns, List<Integer> primaryKey) {
    this.database = database;
    this.name = name;
    this.columns = List.copyOf(columns);
    this.primaryKey = List.copyOf(primaryKey);
    this.indexes = new HashMap<>(columns.size() * 4);
    for (int i = 0; i < columns.size(); i++) {
      indexes.putIfAbsent(columns.get(i).name().toLowerCase(Locale.ROOT), i);
    }
    for (int i = 0; i < columns.size(); i++) {
      indexes.put(columns.get(i).name(), i);
    }
  }

  /**
   * A table version.
   *
   * @param database the database, in the case the binlog has it
   * @param name the table, in the case the binlog has it
   * @param columns the columns in order of definition
   * @param primaryKey indexes into {@code columns}, in key order; empty when no key identifies rows
   * @throws IllegalArgumentException if an index is out of range
   */
  public static Table of(
      String database, String name, List<Column> columns, List<Integer> primaryKey) {
    for (int index : primaryKey) {
      if (index < 0 || index >= columns.size()) {
        throw new IllegalArgumentException(
            "primary key of %s.%s names column %d of %d"
                .formatted(database, name, index, columns.size()));
      }
    }
    return new Table(database, name, columns, primaryKey);
  }

  /** The database, in the case the binlog has it. */
  public String database() {
    return database;
  }

  /** The table name without the database, in the case the binlog has it. */
  public String name() {
    return name;
  }

  /** The name with the database, {@code database.name}. */
  public String qualifiedName() {
    return database + '.' + name;
  }

  /** The columns in order of definition. */
  public List<Column> columns() {
    return columns;
  }

  /** The column at {@code index}. */
  public Column column(int index) {
    return columns.get(index);
  }

  /**
   * The indexes of the columns that identify a row, in key order: those of the primary key,
   * otherwise those of the unique key that the server takes instead. That is the first one, in the
   * server's order of keys, of whole columns that cannot be NULL. Empty when there is no such key.
   * The key is the same for every {@code binlog_row_metadata}.
   */
  public List<Integer> primaryKey() {
    return primaryKey;
  }

  /**
   * The index of the column called {@code column}; case does not matter, as in MySQL.
   *
   * @throws IllegalArgumentException if there is none
   */
  public int indexOf(String column) {
    Integer index = indexes.get(column);
    if (index == null) {
      index = indexes.get(column.toLowerCase(Locale.ROOT));
    }
    if (index == null) {
      throw new IllegalArgumentException(
          "%s has no column %s, only %s"
              .formatted(
                  qualifiedName(),
                  column,
                  columns.stream().map(Column::name).collect(Collectors.joining(", "))));
    }
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Table that
        && database.equals(that.database)
        && name.equals(that.name)
        && columns.equals(that.columns)
        && primaryKey.equals(that.primaryKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {database, name, columns, primaryKey});
  }

  @Override
  public String toString() {
    return qualifiedName() + columns;
  }
}
