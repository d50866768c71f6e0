package dev.towpath.internal.schema;

import dev.towpath.event.Column;
import dev.towpath.event.Table;
import dev.towpath.event.TableName;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.DefinedTable;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.type.TypeText;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.NameCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns and keys of one version of a table. Immutable.
 *
 * @param columns in order, without columns that no query shows
 * @param keys in the order in which the server looks for one that identifies rows
 * @param charset the character set of columns that name none; null if unknown
 * @param versioned whether the table keeps former versions of its rows, with times in two columns
 *     that no query shows
 */
public record TableDefinition(
    List<ColumnDefinition> columns,
    List<KeyDefinition> keys,
    @Nullable String charset,
    boolean versioned) {

  /** Copies the lists. */
  public TableDefinition {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** The index of a column, whose name may be in any case; -1 if there is none. */
  int indexOf(String column) {
    return indexOf(columns, column);
  }

  static int indexOf(List<ColumnDefinition> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (NameCase.isSame(columns.get(i).name(), name)) {
        return i;
      }
    }
    return -1;
  }

  /** The table as sinks see it; null if a type of it is not known. */
  @Nullable Table table(TableName name) {
    List<Column> shown = new ArrayList<>();
    for (ColumnDefinition column : columns) {
      Column known = column.shown();
      if (known == null) {
        return null;
      }
      shown.add(known);
    }
    List<Integer> key = key(column -> !Boolean.FALSE.equals(column.nullable()), hashed());
    return Table.of(name.database(), name.table(), shown, key);
  }

  /**
   * The names of the columns that identify a row, in key order, as far as the definition tells
   * which of them may be NULL; empty if there are none.
   */
  List<String> primaryKey() {
    return key(column -> !Boolean.FALSE.equals(column.nullable()), hashed()).stream()
        .map(index -> columns.get(index).name())
        .toList();
  }

  /** Whether a primary key was declared, so that no unique key takes its place. */
  boolean hasPrimaryKey() {
    return keys.stream().anyMatch(key -> key.kind() == KeySpec.Kind.PRIMARY);
  }

  /**
   * The columns that identify a row: the primary key, otherwise the first unique key that the
   * server takes instead. The end of a row's time is none of them: only one version of a row is the
   * current one.
   */
  private List<Integer> key(Predicate<ColumnDefinition> nullable, List<KeyDefinition> hashed) {
    for (KeyDefinition key : keys) {
      boolean promotable = key.isPromotable(columns, nullable) && !hashed.contains(key);
      if (key.kind() == KeySpec.Kind.PRIMARY || promotable) {
        return key.parts().stream()
            .map(part -> indexOf(String.valueOf(part.column())))
            .filter(index -> index >= 0 && !isEnd(columns.get(index)))
            .toList();
      }
    }
    return List.of();
  }

  /** The unique keys that the server is known to keep as hashes. */
  private List<KeyDefinition> hashed() {
    return keys.stream().filter(KeyDefinition::isHashed).toList();
  }

  /**
   * The unique keys that the server keeps as hashes: the ones it names, then the longest, because
   * MariaDB keeps hashes of keys that are too long for an index.
   */
  private List<KeyDefinition> hashed(int count) {
    return keys.stream()
        .filter(KeyDefinition::isUniqueAlone)
        .sorted(
            Comparator.comparing(KeyDefinition::isHashed)
                .thenComparingLong(key -> key.bytes(columns))
                .reversed())
        .limit(count)
        .toList();
  }

  private static boolean isEnd(ColumnDefinition column) {
    return column.role() == ColumnDefinition.Role.ROW_END;
  }

  /** Whether labels have bytes that are no text, which servers show in several ways. */
  boolean hasUnreadableLabels() {
    return columns.stream()
        .anyMatch(column -> column.columnType().matches("(?s)(enum|set)\\(.*\ufffd.*"));
  }

  /** What matters to rows, as text that is the same however the definition was found. */
  String comparable() {
    return comparable(true);
  }

  /** The same with labels or without. */
  String comparable(boolean labels) {
    return columns.stream()
            .map(
                column ->
                    column.name()
                        + ' '
                        + comparable(column, labels)
                        + (column.charset() == null ? "" : ' ' + canonical(column.charset()))
                        + (column.visible() ? "" : " invisible"))
            .collect(Collectors.joining(", "))
        + " key "
        + keys.stream().filter(KeyDefinition::isUnique).map(this::identity).sorted().toList()
        + (versioned ? " versioned" : "");
  }

  /** The end of a row's time is none of what identifies it, and statements do not name it. */
  private String identity(KeyDefinition key) {
    List<KeySpec.Part> parts = new ArrayList<>(key.parts());
    parts.removeIf(part -> part.column() != null && isEndOf(part.column()));
    KeySpec.Kind kind = key.isHashed() ? KeySpec.Kind.UNIQUE : key.kind();
    return new KeyDefinition(kind, key.name(), parts).identity();
  }

  private boolean isEndOf(String column) {
    int index = indexOf(column);
    return index >= 0 && isEnd(columns.get(index));
  }

  private static String comparable(ColumnDefinition column, boolean labels) {
    TypeText type = TypeText.parse(column.columnType());
    return labels || type.labels().isEmpty() ? comparable(type.toString()) : type.name();
  }

  /** Servers show characters outside the basic plane of Unicode as question marks. */
  private static String comparable(String type) {
    return type.replaceAll("([^\\x{0}-\\x{FFFF}]|\\?)+", "?");
  }

  /** Whether labels have question marks that may stand for other characters. */
  boolean hasDoubtfulLabels() {
    return columns.stream()
        .anyMatch(
            column ->
                column.columnType().matches("(?s)(enum|set)\\(.*\\?.*")
                    && String.valueOf(column.charset())
                        .matches("utf8mb4|utf16(le)?|utf32|gb18030"));
  }

  private static String canonical(@Nullable String charset) {
    return "utf8".equals(charset) ? "utf8mb3" : String.valueOf(charset);
  }

  /**
   * How to read rows of a table map with this definition.
   *
   * @throws SchemaMismatchException if the map is of another version of the table
   */
  public TableLayout layout(TableMap map) {
    long unique = keys.stream().filter(KeyDefinition::isUniqueAlone).count();
    return TableLayout.ofDefinition(
        map,
        new DefinedTable(
            columns,
            versioned,
            (int) unique,
            (nullable, hashes) ->
                key(column -> nullable.get(indexOf(column.name())), hashed(hashes))));
  }
}
