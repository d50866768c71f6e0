package dev.sluice.internal.schema;

import dev.sluice.internal.decode.ColumnDefinition;
import dev.sluice.internal.decode.SchemaMismatchException;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;
import dev.sluice.internal.sql.KeySpec;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The columns and keys of one version of a table. Immutable.
 *
 * @param columns in order, without those that no query shows
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

  /** The index of a column, in whatever case it is named; -1 if there is none. */
  int indexOf(String column) {
    return indexOf(columns, column);
  }

  static int indexOf(List<ColumnDefinition> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The names of the columns that identify a row, in key order, as far as the definition tells
   * which of them may be NULL; empty if there are none.
   */
  List<String> primaryKey() {
    return key(column -> !Boolean.FALSE.equals(column.nullable())).stream()
        .map(index -> columns.get(index).name())
        .toList();
  }

  /**
   * The columns that identify a row: those of the primary key, otherwise those of the first unique
   * key that the server takes instead. The end of a row's time is none of them: only one version of
   * a row is the current one.
   */
  private List<Integer> key(Predicate<ColumnDefinition> nullable) {
    for (KeyDefinition key : keys) {
      if (key.kind() == KeySpec.Kind.PRIMARY || key.isPromotable(columns, nullable)) {
        return key.parts().stream()
            .map(part -> indexOf(String.valueOf(part.column())))
            .filter(index -> index >= 0 && !isEnd(columns.get(index)))
            .toList();
      }
    }
    return List.of();
  }

  private static boolean isEnd(ColumnDefinition column) {
    return column.role() == ColumnDefinition.Role.ROW_END;
  }

  /**
   * How to read rows of a table map with this definition.
   *
   * @throws SchemaMismatchException if the map is of another version of the table
   */
  public TableLayout layout(TableMap map) {
    return TableLayout.ofDefinition(map, columns, shown -> key(nullable(shown)));
  }

  /** A column may be NULL if the table map says so: a definition does not always know. */
  private Predicate<ColumnDefinition> nullable(List<Boolean> shown) {
    return column -> shown.get(indexOf(column.name()));
  }
}
