package dev.sluice.internal.schema;

import dev.sluice.internal.decode.ColumnDefinition;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.KeySpec;
import dev.sluice.internal.sql.NameCase;
import dev.sluice.internal.sql.TableEdit;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a statement leaves, as {@code mysql_prepare_alter_table} and {@code
 * mysql_prepare_create_table} make them: those that stay in their order, then the new ones in the
 * order of the statement, then all sorted by how well they identify rows. Used by one thread, for
 * one statement.
 */
final class KeyEdits {
  private static final String EXPRESSION = "functional_index";

  private final List<ColumnDefinition> columns;
  private final List<KeyDefinition> keys = new ArrayList<>();

  /**
   * The keys of a table.
   *
   * @param columns the columns after the statement
   */
  KeyEdits(List<ColumnDefinition> columns) {
    this.columns = columns;
  }

  /** The keys of a new table: those of columns first, unless the statement lists them, too. */
  static List<KeyDefinition> ofTable(
      List<ColumnDefinition> columns, List<ColumnSpec> specs, List<KeySpec> declared)
      throws UnsupportedDdlException {
    var edits = new KeyEdits(columns);
    for (ColumnSpec column : specs) {
      edits.addOf(column);
    }
    for (KeySpec key : declared) {
      edits.add(key);
    }
    return edits.sorted();
  }

  /**
   * Keeps a key of before.
   *
   * @param names the new names of columns by their old ones in small letters; empty if dropped
   * @param changed the declarations of changed columns by their old names in small letters
   */
  void keep(KeyDefinition key, Map<String, String> names, Map<String, ColumnSpec> changed)
      throws UnsupportedDdlException {
    List<KeySpec.Part> parts = new ArrayList<>();
    for (KeySpec.Part part : key.parts()) {
      String before = part.column();
      String after = before == null ? null : names.getOrDefault(lower(before), before);
      if (after == null || !after.isEmpty()) {
        ColumnSpec change = before == null ? null : changed.get(lower(before));
        parts.add(new KeySpec.Part(after, change == null ? part.length() : length(part, change)));
      }
    }
    if (!parts.isEmpty()) {
      keys.add(new KeyDefinition(key.kind(), key.name(), parts));
    }
  }

  /** A prefix that is as long as the changed column, or longer, is the whole column. */
  private static int length(KeySpec.Part part, ColumnSpec change) throws UnsupportedDdlException {
    if (part.whole()) {
      return 0;
    }
    if (!change.type().name().matches("(var)?(char|binary)") || part.length() < 0) {
      throw new UnsupportedDdlException(
          "it changes column %s, of which a key has a prefix".formatted(change.name()));
    }
    return change.type().length(1) <= part.length() ? 0 : part.length();
  }

  /** Adds what the attributes of a column declare. */
  void addOf(ColumnSpec column) {
    List<KeySpec.Part> parts = List.of(new KeySpec.Part(column.name(), true));
    if (column.is(ColumnSpec.Trait.PRIMARY_KEY)) {
      add(new KeySpec(true, null, parts));
    }
    if (column.is(ColumnSpec.Trait.UNIQUE)) {
      add(new KeySpec(false, null, parts));
    }
  }

  /** Adds a key; a primary key that is declared twice is one. */
  void add(KeySpec key) {
    if (key.primary()) {
      keys.removeIf(other -> other.kind() == KeySpec.Kind.PRIMARY);
      keys.add(new KeyDefinition(key.kind(), KeyDefinition.PRIMARY, whole(key.parts())));
      return;
    }
    String name = key.name() == null ? freeName(key) : key.name();
    KeySpec.Kind kind = key.kind() == KeySpec.Kind.UNIQUE ? key.kind() : KeySpec.Kind.OTHER;
    keys.add(new KeyDefinition(kind, name, whole(key.parts())));
  }

  /** Prefixes as long as their columns are none. */
  private List<KeySpec.Part> whole(List<KeySpec.Part> parts) {
    List<KeySpec.Part> result = new ArrayList<>();
    for (KeySpec.Part part : parts) {
      ColumnDefinition column = KeyDefinition.column(columns, part);
      String all = "\\(" + part.length() + "\\).*";
      boolean isAll = column != null && column.columnType().matches("(var)?(char|binary)" + all);
      result.add(isAll ? new KeySpec.Part(part.column(), 0) : part);
    }
    return result;
  }

  private boolean has(String name) {
    return keys.stream().anyMatch(key -> NameCase.isSame(key.name(), name));
  }

  /** {@code make_unique_key_name}: the first column, with a number if that is taken. */
  private String freeName(KeySpec key) {
    @Nullable String first = key.parts().isEmpty() ? null : key.parts().get(0).column();
    ColumnDefinition column =
        first == null ? null : KeyDefinition.column(columns, key.parts().get(0));
    String base = column == null ? EXPRESSION : column.name();
    String name = base;
    for (int number = 2; has(name) || name.equalsIgnoreCase(KeyDefinition.PRIMARY); number++) {
      name = base + '_' + number;
    }
    return name;
  }

  /** The keys in the order of {@code sort_keys} in {@code sql_table.cc}. */
  List<KeyDefinition> sorted() throws UnsupportedDdlException {
    long unique = keys.stream().filter(KeyDefinition::isUnique).count();
    if (unique > 1) {
      for (KeyDefinition key : keys) {
        requireKnownRank(key);
      }
    }
    keys.sort(
        Comparator.comparing((KeyDefinition key) -> key.kind() != KeySpec.Kind.PRIMARY)
            .thenComparing(key -> !key.isUnique())
            .thenComparing(key -> key.isUnique() && mayHoldNull(key))
            .thenComparing(
                key -> key.isUnique() && key.parts().stream().anyMatch(part -> !part.whole())));
    return keys;
  }

  private boolean mayHoldNull(KeyDefinition key) {
    return key.parts().stream()
        .map(part -> KeyDefinition.column(columns, part))
        .anyMatch(column -> column == null || !Boolean.FALSE.equals(column.nullable()));
  }

  /** A TIMESTAMP is NOT NULL by default, if a setting of the session says so. */
  private void requireKnownRank(KeyDefinition key) throws UnsupportedDdlException {
    for (KeySpec.Part part : key.parts()) {
      ColumnDefinition column = KeyDefinition.column(columns, part);
      if (column != null && KeyDefinition.isWholeTiny(part, column) && key.isUnique()) {
        // MySQL 8.0 sorts it behind keys of whole columns, MySQL 9 and MariaDB do not.
        throw new UnsupportedDdlException(
            "a unique key has a prefix as long as column " + column.name());
      }
      if (key.kind() == KeySpec.Kind.UNIQUE
          && column != null
          && column.nullable() == null
          && column.columnType().startsWith("timestamp")) {
        throw new UnsupportedDdlException(
            "it does not say whether column %s of the unique key %s may be NULL"
                .formatted(column.name(), key.name()));
      }
    }
  }

  /** Applies the edits of keys to those that were kept. */
  void apply(List<TableEdit> edits) {
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.AddKey add) {
        add(add.key());
      } else if (edit instanceof TableEdit.Add add) {
        addOf(add.column());
      } else if (edit instanceof TableEdit.Change change) {
        addOf(change.to());
      }
    }
  }

  private static String lower(String name) {
    return NameCase.folded(name);
  }
}
