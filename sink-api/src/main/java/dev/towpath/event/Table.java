package dev.towpath.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A version of a table: its name, its columns in order, and its primary key. Immutable.
 *
 * <p>All rows of one table version share one instance, so a sink may cache per instance what it
 * derives from a table.
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
   * Returns a table version.
   *
   * @param database the database, in the binlog's letter case
   * @param name the table, in the binlog's letter case
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

  /** Returns the database, in the binlog's letter case. */
  public String database() {
    return database;
  }

  /** Returns the table name without the database, in the binlog's letter case. */
  public String name() {
    return name;
  }

  /** Returns the name with the database, {@code database.name}. */
  public String qualifiedName() {
    return database + '.' + name;
  }

  /** Returns the columns in order of definition. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the column at {@code index}. */
  public Column column(int index) {
    return columns.get(index);
  }

  /**
   * Returns the indexes of the columns that identify a row, in key order. They are the primary key,
   * or else the unique key that the server uses instead: in its order of keys, the first that
   * covers whole columns that cannot be NULL. Empty when there is no such key. The key is the same
   * for every {@code binlog_row_metadata}.
   */
  public List<Integer> primaryKey() {
    return primaryKey;
  }

  /**
   * Returns the index of the column called {@code column}; letter case is ignored, as in MySQL.
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
