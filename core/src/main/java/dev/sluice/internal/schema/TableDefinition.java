package dev.sluice.internal.schema;

import dev.sluice.internal.decode.ColumnDefinition;
import dev.sluice.internal.decode.SchemaMismatchException;
import dev.sluice.internal.decode.TableLayout;
import dev.sluice.internal.decode.TableMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns and the primary key of one version of a table. Immutable.
 *
 * @param columns in order, without those that no query shows
 * @param primaryKey the names of the key's columns in key order; empty if there is none
 * @param charset the character set of columns that name none; null if unknown
 */
public record TableDefinition(
    List<ColumnDefinition> columns, List<String> primaryKey, @Nullable String charset) {

  /** Copies the lists. */
  public TableDefinition {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
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
   * How to read rows of a table map with this definition.
   *
   * @throws SchemaMismatchException if the map is of another version of the table
   */
  public TableLayout layout(TableMap map) {
    List<Integer> key = new ArrayList<>();
    for (String column : primaryKey) {
      int index = indexOf(column);
      if (index >= 0) {
        key.add(index);
      }
    }
    return TableLayout.ofDefinition(map, columns, key);
  }
}
