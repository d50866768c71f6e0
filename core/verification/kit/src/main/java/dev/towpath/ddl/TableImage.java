package dev.towpath.ddl;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as {@code information_schema} describes it. Immutable.
 *
 * @param name its name
 * @param charset the character set of new columns; null if there is none
 * @param columns in their order
 * @param keys in the order of {@code SHOW INDEX}
 */
public record TableImage(
    TableId name, @Nullable String charset, List<Column> columns, List<Key> keys) {
  private static final String PRIMARY = "PRIMARY";

  /** Copies the lists. */
  public TableImage {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /**
   * The name of a table.
   *
   * @param database its database
   * @param table its own name
   */
  public record TableId(String database, String table) {

    /** Quotes both names for a statement. */
    public String quoted() {
      return SqlPieces.quoted(database) + '.' + SqlPieces.quoted(table);
    }

    @Override
    public String toString() {
      return database + '.' + table;
    }
  }

  /**
   * A column.
   *
   * @param name {@code COLUMN_NAME}
   * @param type {@code COLUMN_TYPE}
   * @param charset {@code CHARACTER_SET_NAME}; null for everything that is no text
   * @param nullable whether {@code IS_NULLABLE} is {@code YES}
   * @param extra {@code EXTRA}: {@code INVISIBLE}, {@code STORED GENERATED}
   * @param identifies whether {@code COLUMN_KEY} is {@code PRI}: as a part of the primary key, or
   *     of the unique key that the server takes instead
   */
  public record Column(
      String name,
      String type,
      @Nullable String charset,
      boolean nullable,
      String extra,
      boolean identifies) {

    /** Tells whether the server computes its values. */
    public boolean isGenerated() {
      return extra.toUpperCase(Locale.ROOT).matches(".*(VIRTUAL|STORED|PERSISTENT).*");
    }
  }

  /**
   * An index.
   *
   * @param name its name
   * @param unique whether it is unique
   * @param columns its columns; an expression is an empty name
   * @param lengths the lengths of the prefixes of its columns; 0 for a whole one
   */
  public record Key(String name, boolean unique, List<String> columns, List<Integer> lengths) {
    /** Copies the lists. */
    public Key {
      columns = List.copyOf(columns);
      lengths = List.copyOf(lengths);
    }
  }

  /** Returns the columns of the primary key in key order; empty if there is none. */
  public List<String> primaryKey() {
    return keys.stream()
        .filter(key -> key.name().equals(PRIMARY))
        .findFirst()
        .map(Key::columns)
        .orElse(List.of());
  }

  /** Returns the columns by which the server identifies rows, in key order. */
  public List<String> rowKey() {
    if (!primaryKey().isEmpty()) {
      return primaryKey();
    }
    Set<String> identifying =
        columns.stream()
            .filter(Column::identifies)
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return keys.stream()
        .filter(Key::unique)
        .map(Key::columns)
        .filter(
            of ->
                of.size() == identifying.size()
                    && of.stream().allMatch(c -> identifying.contains(c.toLowerCase(Locale.ROOT))))
        .findFirst()
        .orElse(List.of());
  }

  /** Returns the names of the columns in their order. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** Writes columns and primary key as {@code id int(11), name text latin1 key [id]}. */
  public String text() {
    String all =
        columns.stream()
            .map(c -> c.name() + ' ' + c.type() + (c.charset() == null ? "" : ' ' + c.charset()))
            .collect(Collectors.joining(", "));
    return primaryKey().isEmpty() ? all : all + " key " + primaryKey();
  }
}
