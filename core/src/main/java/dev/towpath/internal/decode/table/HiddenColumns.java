package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.List;

/**
 * The columns of a table map that no query shows. In MySQL these are the columns of functional
 * indexes. In MariaDB they come after all others: first start and end of the time of a row version;
 * then a hash for each unique key whose columns are too long for an index. Immutable.
 */
final class HiddenColumns {
  /** Stands for the index of a column that rows do not show. */
  static final int HIDDEN = -1;

  private static final String HASH = "DB_ROW_HASH_";
  private static final int MICROSECONDS = 6;

  private final boolean[] hidden;
  private final int rowEnd;
  private final int hashes;

  private HiddenColumns(boolean[] hidden, int rowEnd, int hashes) {
    this.hidden = hidden;
    this.rowEnd = rowEnd;
    this.hashes = hashes;
  }

  /** Returns the hidden columns of a table map that names its columns. */
  static HiddenColumns ofMetadata(TableMap map) {
    boolean[] hidden = byName(map);
    int hashes = 0;
    int last = hidden.length - 1;
    while (map.dialect().isMariaDb() && last >= 0 && hidden[last]) {
      hashes++;
      last--;
    }
    boolean versioned =
        mayBeVersioned(map)
            && last > 0
            && "row_start".equals(map.columns().get(last - 1).name())
            && "row_end".equals(map.columns().get(last).name())
            && (map.primaryKey().isEmpty() || map.primaryKey().contains(last));
    if (versioned) {
      hidden[last - 1] = true;
      hidden[last] = true;
    }
    return new HiddenColumns(hidden, versioned ? last : HIDDEN, hashes);
  }

  /** Returns the hidden columns of a table map, with the help of a definition. */
  static HiddenColumns ofDefinition(TableMap map, DefinedTable table) {
    boolean[] hidden = byName(map);
    int shown = table.columns().size();
    int rowEnd = table.rowEnd();
    int hashes = 0;
    if (map.dialect().isMariaDb() && shown < hidden.length) {
      int next = shown;
      if (table.versioned()
          && next + 1 < hidden.length
          && isTime(map, next)
          && isTime(map, next + 1)) {
        rowEnd = next + 1;
        hidden[next++] = true;
        hidden[next++] = true;
      }
      for (; next < hidden.length && hashes < table.mostHashes() && isHash(map, next); next++) {
        hidden[next] = true;
        hashes++;
      }
    }
    return new HiddenColumns(hidden, rowEnd, hashes);
  }

  private static boolean[] byName(TableMap map) {
    List<MappedColumn> columns = map.columns();
    boolean[] hidden = new boolean[columns.size()];
    for (int i = 0; i < hidden.length; i++) {
      String name = columns.get(i).name();
      boolean hash = map.dialect().isMariaDb() && name != null && name.startsWith(HASH);
      hidden[i] = columns.get(i).isHidden() || (hash && isHash(map, i));
    }
    return hidden;
  }

  private static boolean isHash(TableMap map, int column) {
    return map.columns().get(column).type() == TypeCode.LONGLONG;
  }

  /** Returns whether a column has the only type of the hidden columns of versions. */
  private static boolean isTime(TableMap map, int column) {
    MappedColumn mapped = map.columns().get(column);
    return mapped.type() == TypeCode.TIMESTAMP2
        && mapped.size() == MICROSECONDS
        && !(mapped.nullable() && map.tellsNullability());
  }

  /**
   * Returns whether the table may keep former versions of its rows, which a table map does not
   * tell. Tables with transaction numbers instead of times are logged as statements.
   */
  static boolean mayBeVersioned(TableMap map) {
    int times = 0;
    for (int i = 0; map.dialect().isMariaDb() && i < map.columnCount(); i++) {
      times += isTime(map, i) ? 1 : 0;
    }
    return times > 1;
  }

  boolean has(int column) {
    return hidden[column];
  }

  /** Returns the number of columns that are not hidden. */
  int shown() {
    int shown = 0;
    for (boolean isHidden : hidden) {
      shown += isHidden ? 0 : 1;
    }
    return shown;
  }

  /**
   * Returns the column with the end of a row's time; {@link #HIDDEN} if the table keeps no
   * versions.
   */
  int rowEnd() {
    return rowEnd;
  }

  /** Returns the number of unique keys that are kept as hashes. */
  int hashes() {
    return hashes;
  }

  /** Returns for each column its index among the shown columns, or {@link #HIDDEN}. */
  int[] targets() {
    int[] targets = new int[hidden.length];
    int next = 0;
    for (int i = 0; i < targets.length; i++) {
      targets[i] = hidden[i] ? HIDDEN : next++;
    }
    return targets;
  }
}
