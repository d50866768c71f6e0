package dev.towpath.internal.schema;

import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.NameCase;
import dev.towpath.internal.sql.TableEdit;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The application of an ALTER TABLE to a definition, in the order of {@code
 * mysql_prepare_alter_table}: first what happens to the columns where they are, then, in the order
 * of the statement, what is put in or moved.
 */
final class TableEdits {
  private final TableDefinition before;
  private final List<TableEdit> edits;
  private final TypeRules types;
  private final @Nullable String charset;
  private final @Nullable String convertTo;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final Map<String, ColumnDefinition> changed = new HashMap<>();

  /**
   * The character sets that a statement means by {@code DEFAULT}; null where unknown.
   *
   * @param ofTable the default of the table's database
   * @param ofConversion the default that CONVERT TO means, in MySQL the default of the session's
   *     database
   */
  record DefaultCharsets(@Nullable String ofTable, @Nullable String ofConversion) {}

  private TableEdits(
      TableDefinition before, List<TableEdit> edits, TypeRules types, DefaultCharsets defaults)
      throws UnsupportedDdlException {
    this.before = before;
    this.edits = Conditions.effective(before, edits);
    this.types = types;
    String latest = before.charset();
    String conversion = null;
    for (TableEdit edit : this.edits) {
      if (edit instanceof TableEdit.DefaultCharset given) {
        latest = given.charset() == null ? defaults.ofTable() : types.meant(given.charset());
      } else if (edit instanceof TableEdit.Convert convert) {
        conversion =
            convert.charset() == null ? defaults.ofConversion() : types.meant(convert.charset());
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
   * @param defaults what the statement means by {@code DEFAULT}
   */
  static TableDefinition apply(
      TableDefinition before, List<TableEdit> edits, TypeRules types, DefaultCharsets defaults)
      throws UnsupportedDdlException {
    return new TableEdits(before, edits, types, defaults).result();
  }

  private TableDefinition result() throws UnsupportedDdlException {
    editColumns();
    insertColumns();
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.Show show) {
        show(show);
      } else if (edit instanceof TableEdit.AddPeriod add) {
        period(add);
      }
    }
    if (convertTo != null) {
      for (int i = 0; i < columns.size(); i++) {
        ColumnDefinition column = columns.get(i);
        columns.set(i, types.converted(column, convertTo).in(column.role()));
      }
    }
    forbidNulls(columns, keys());
    // Again, because the order of keys depends on which columns may be NULL.
    return new TableDefinition(columns, keys(), charset, versioned());
  }

  /** Whether the server adds the columns of versions by itself, because none are declared. */
  private boolean versioned() {
    // Without its own columns a table goes on with hidden ones.
    boolean versioned = before.versioned() || declaresVersions(before.columns());
    for (TableEdit edit : edits) {
      versioned |= edit instanceof TableEdit.AddVersioning;
      versioned &= !(edit instanceof TableEdit.DropVersioning);
    }
    return versioned && !declaresVersions(columns);
  }

  /** Whether columns hold the time of each version, which queries show. */
  static boolean declaresVersions(List<ColumnDefinition> columns) {
    return columns.stream().anyMatch(column -> column.role() == ColumnDefinition.Role.ROW_START);
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
        columns.add(changed(column, declared(change.to())));
      } else if (edit instanceof TableEdit.Rename rename) {
        columns.add(column.named(rename.to()));
      }
      noteName(column, edit);
    }
    for (TableEdit edit : edits) {
      String name = columnOf(edit);
      if (name != null && !edited.contains(key(name))) {
        throw new UnsupportedDdlException("it changes column " + name + ", which is not known");
      }
    }
  }

  /** CONVERT TO prevails over the character set that the statement gives a column. */
  private ColumnDefinition declared(ColumnSpec spec) throws UnsupportedDdlException {
    String own = spec.type().charset();
    boolean isText = own == null ? !spec.type().labels().isEmpty() : !own.equals("binary");
    ColumnSpec meant = convertTo != null && isText ? spec.in(convertTo) : spec;
    return column(types, meant, charset);
  }

  /** In MariaDB a column of a period stays NOT NULL, although it is changed to NULL. */
  private ColumnDefinition changed(ColumnDefinition former, ColumnDefinition column) {
    boolean mayStay =
        types.isOfMariaDb()
            && Boolean.FALSE.equals(former.nullable())
            && Boolean.TRUE.equals(column.nullable());
    return mayStay ? column.nullable(null) : column;
  }

  private void noteName(ColumnDefinition column, TableEdit edit) {
    String name = column.name();
    if (edit instanceof TableEdit.Change change) {
      renamed.put(key(name), change.to().name());
      changed.put(key(name), column);
    } else if (edit instanceof TableEdit.Rename rename) {
      renamed.put(key(name), rename.to());
    } else {
      renamed.put(key(name), "");
    }
  }

  private @Nullable TableEdit editOf(String column) {
    for (TableEdit edit : edits) {
      String name = columnOf(edit);
      if (name != null && NameCase.isSame(name, column)) {
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
        insert(declared(add.column()), add.place());
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
    columns.set(index, columns.get(index).visible(show.visible()));
  }

  /** The columns of a period are NOT NULL, also where their types do not say so. */
  private void period(TableEdit.AddPeriod add) throws UnsupportedDdlException {
    if (add.onlyIfAbsent()) {
      throw new UnsupportedDdlException("it is not known whether the table has a period");
    }
    for (String column : add.columns()) {
      int index = indexOf(column);
      columns.set(index, columns.get(index).nullable(false));
    }
  }

  /** Keeps, drops and renames keys, then adds the keys of the statement. */
  private List<KeyDefinition> keys() throws UnsupportedDdlException {
    var keys = new KeyEdits(columns, types.isOfMariaDb());
    for (KeyDefinition key : before.keys()) {
      if (!isDropped(key)) {
        keys.keep(nameAfter(key), renamed, changed);
      }
    }
    keys.apply(edits);
    return keys.sorted();
  }

  private boolean isDropped(KeyDefinition key) {
    return edits.stream().anyMatch(edit -> isDroppedBy(edit, key));
  }

  /** A key that is not unique is no constraint: another one may have its name. */
  private static boolean isDroppedBy(TableEdit edit, KeyDefinition key) {
    if (edit instanceof TableEdit.DropConstraint drop) {
      return key.isUnique() && NameCase.isSame(drop.name(), key.name());
    }
    return edit instanceof TableEdit.DropKey drop && NameCase.isSame(drop.name(), key.name());
  }

  private KeyDefinition nameAfter(KeyDefinition key) {
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.RenameKey rename
          && NameCase.isSame(rename.name(), key.name())) {
        boolean isForeign = key.kind() == KeySpec.Kind.FOREIGN;
        return new KeyDefinition(
            isForeign ? KeySpec.Kind.OTHER : key.kind(), rename.to(), key.parts());
      }
    }
    return key;
  }

  /** A column of a primary key cannot be NULL, and stays so when the key is dropped. */
  static void forbidNulls(List<ColumnDefinition> columns, List<KeyDefinition> keys) {
    for (KeyDefinition key : keys) {
      for (KeySpec.Part part : key.parts()) {
        int index = TableDefinition.indexOf(columns, String.valueOf(part.column()));
        if (key.kind() == KeySpec.Kind.PRIMARY && index >= 0) {
          columns.set(index, columns.get(index).nullable(false));
        }
      }
    }
  }

  /** The column that a declaration makes. */
  static ColumnDefinition column(TypeRules types, ColumnSpec spec, @Nullable String charset)
      throws UnsupportedDdlException {
    ColumnDefinition column = types.column(spec, charset);
    boolean isKey = spec.is(ColumnSpec.Trait.PRIMARY_KEY);
    return (isKey || spec.is(ColumnSpec.Trait.NOT_NULL) ? column.nullable(false) : column)
        .visible(!spec.is(ColumnSpec.Trait.INVISIBLE))
        .in(role(spec));
  }

  private static ColumnDefinition.Role role(ColumnSpec spec) {
    if (spec.is(ColumnSpec.Trait.ROW_START)) {
      return ColumnDefinition.Role.ROW_START;
    } else if (spec.is(ColumnSpec.Trait.ROW_END)) {
      return ColumnDefinition.Role.ROW_END;
    }
    return spec.is(ColumnSpec.Trait.VIRTUAL)
        ? ColumnDefinition.Role.VIRTUAL
        : ColumnDefinition.Role.PLAIN;
  }

  private static String key(String name) {
    return NameCase.folded(name);
  }
}
