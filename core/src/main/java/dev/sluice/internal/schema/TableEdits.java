package dev.sluice.internal.schema;

import dev.sluice.internal.decode.ColumnDefinition;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.KeySpec;
import dev.sluice.internal.sql.TableEdit;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies an ALTER TABLE to a definition, in the order of {@code mysql_prepare_alter_table}: first
 * what happens to the columns where they are, then, in the order of the statement, what is put in
 * or moved.
 */
final class TableEdits {
  private final TableDefinition before;
  private final List<TableEdit> edits;
  private final TypeRules types;
  private final @Nullable String charset;
  private final @Nullable String convertTo;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final Map<String, String> renamed = new HashMap<>();
  private List<String> primaryKey = new ArrayList<>();

  private TableEdits(
      TableDefinition before,
      List<TableEdit> edits,
      TypeRules types,
      @Nullable String databaseCharset)
      throws UnsupportedDdlException {
    this.before = before;
    this.edits = edits;
    this.types = types;
    String latest = before.charset();
    String conversion = null;
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.DefaultCharset given) {
        latest = given.charset();
      } else if (edit instanceof TableEdit.Convert convert) {
        conversion = convert.charset() == null ? databaseCharset : convert.charset();
        if (conversion == null) {
          throw new UnsupportedDdlException("the character set of the database is not known");
        }
        latest = conversion;
      }
    }
    this.charset = latest;
    this.convertTo = conversion;
  }

  /**
   * The definition after the statement.
   *
   * @param databaseCharset the default of the table's database; null if unknown
   */
  static TableDefinition apply(
      TableDefinition before,
      List<TableEdit> edits,
      TypeRules types,
      @Nullable String databaseCharset)
      throws UnsupportedDdlException {
    return new TableEdits(before, edits, types, databaseCharset).result();
  }

  private TableDefinition result() throws UnsupportedDdlException {
    editColumns();
    insertColumns();
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.Show show) {
        show(show);
      }
    }
    if (convertTo != null) {
      for (int i = 0; i < columns.size(); i++) {
        columns.set(i, TypeRules.converted(columns.get(i), convertTo));
      }
    }
    editKey();
    return new TableDefinition(columns, primaryKey, charset);
  }

  private void editColumns() throws UnsupportedDdlException {
    Set<String> edited = new HashSet<>();
    for (ColumnDefinition column : before.columns()) {
      TableEdit edit = editOf(column.name());
      if (edit == null) {
        columns.add(column);
        continue;
      }
      edited.add(key(column.name()));
      if (edit instanceof TableEdit.Change change) {
        columns.add(types.column(change.to(), charset));
      } else if (edit instanceof TableEdit.Rename rename) {
        columns.add(named(column, rename.to()));
      }
      noteName(column.name(), edit);
    }
    for (TableEdit edit : edits) {
      String name = columnOf(edit);
      if (name != null && !edited.contains(key(name))) {
        throw new UnsupportedDdlException("it changes column " + name + ", which is not known");
      }
    }
  }

  private void noteName(String name, TableEdit edit) {
    if (edit instanceof TableEdit.Change change) {
      renamed.put(key(name), change.to().name());
    } else if (edit instanceof TableEdit.Rename rename) {
      renamed.put(key(name), rename.to());
    } else {
      renamed.put(key(name), "");
    }
  }

  private @Nullable TableEdit editOf(String column) {
    for (TableEdit edit : edits) {
      String name = columnOf(edit);
      if (name != null && name.equalsIgnoreCase(column)) {
        return edit;
      }
    }
    return null;
  }

  /** The existing column that an edit is about, by the name it has before. */
  private static @Nullable String columnOf(TableEdit edit) {
    if (edit instanceof TableEdit.Change change) {
      return change.column();
    } else if (edit instanceof TableEdit.Rename rename) {
      return rename.column();
    }
    return edit instanceof TableEdit.Drop drop ? drop.column() : null;
  }

  private void insertColumns() throws UnsupportedDdlException {
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.Add add) {
        insert(types.column(add.column(), charset), add.place());
      } else if (edit instanceof TableEdit.Change change && !change.place().isUnsaid()) {
        ColumnDefinition moved = columns.remove(indexOf(change.to().name()));
        insert(moved, change.place());
      }
    }
  }

  private void insert(ColumnDefinition column, TableEdit.Place place)
      throws UnsupportedDdlException {
    if (TableDefinition.indexOf(columns, column.name()) >= 0) {
      throw new UnsupportedDdlException("it adds column " + column.name() + ", which is there");
    }
    if (place.first()) {
      columns.add(0, column);
    } else if (place.after() == null) {
      columns.add(column);
    } else {
      columns.add(indexOf(place.after()) + 1, column);
    }
  }

  private int indexOf(String column) throws UnsupportedDdlException {
    int index = TableDefinition.indexOf(columns, column);
    if (index < 0) {
      throw new UnsupportedDdlException("it names column " + column + ", which is not known");
    }
    return index;
  }

  private void show(TableEdit.Show show) throws UnsupportedDdlException {
    int index = indexOf(show.column());
    ColumnDefinition column = columns.get(index);
    columns.set(
        index,
        new ColumnDefinition(
            column.name(),
            column.columnType(),
            column.charset(),
            column.nullable(),
            show.visible()));
  }

  private void editKey() {
    boolean dropped = edits.stream().anyMatch(TableEdit.DropKey.class::isInstance);
    if (!dropped) {
      for (String column : before.primaryKey()) {
        String name = renamed.getOrDefault(key(column), column);
        if (!name.isEmpty()) {
          primaryKey.add(name);
        }
      }
    }
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.AddKey add && add.key().primary()) {
        primaryKey = new ArrayList<>(columnsOf(add.key()));
      } else if (edit instanceof TableEdit.Add add
          && add.column().is(ColumnSpec.Trait.PRIMARY_KEY)) {
        primaryKey = new ArrayList<>(List.of(add.column().name()));
      } else if (edit instanceof TableEdit.Change change
          && change.to().is(ColumnSpec.Trait.PRIMARY_KEY)) {
        primaryKey = new ArrayList<>(List.of(change.to().name()));
      }
    }
    // A column of a primary key cannot be NULL any more.
    for (String column : primaryKey) {
      int index = TableDefinition.indexOf(columns, column);
      if (index >= 0) {
        columns.set(index, ofUnknownNullability(columns.get(index)));
      }
    }
  }

  /** The columns of a key. */
  static List<String> columnsOf(KeySpec key) {
    return key.parts().stream()
        .map(KeySpec.Part::column)
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .toList();
  }

  private static ColumnDefinition named(ColumnDefinition column, String name) {
    return new ColumnDefinition(
        name, column.columnType(), column.charset(), column.nullable(), column.visible());
  }

  private static ColumnDefinition ofUnknownNullability(ColumnDefinition column) {
    return new ColumnDefinition(
        column.name(), column.columnType(), column.charset(), null, column.visible());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
