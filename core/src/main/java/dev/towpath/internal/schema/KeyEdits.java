package dev.towpath.internal.schema;

import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.type.TypeText;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.NameCase;
import dev.towpath.internal.sql.TableEdit;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a statement leaves, as {@code mysql_prepare_alter_table} and {@code
 * mysql_prepare_create_table} make them: the keys that stay, in their order, then the new ones in
 * the order of the statement. All are then sorted by how well they identify rows. Used by one
 * thread, for one statement.
 */
final class KeyEdits {
  private static final String EXPRESSION = "functional_index";

  /** MariaDB takes a POINT for a prefix of itself. */
  private static final int BYTES_OF_POINT = 25;

  /** The types that a key may take a prefix of; a group holds the length of the shorter ones. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(?s)(?:var)?(?:char|binary)\\((\\d{1,9})\\).*|(?:tiny|medium|long)?(?:text|blob).*"
              + "|(?:multi)?(?:point|linestring|polygon)|geom.*");

  private final List<ColumnDefinition> columns;
  private final boolean mariaDb;
  private final List<KeySpec> specs = new ArrayList<>();
  private final List<KeyDefinition> keys = new ArrayList<>();

  /**
   * The keys of a table.
   *
   * @param columns the columns after the statement
   * @param mariaDb whether the server is MariaDB
   */
  KeyEdits(List<ColumnDefinition> columns, boolean mariaDb) {
    this.columns = columns;
    this.mariaDb = mariaDb;
  }

  /** The keys of a new table. */
  static List<KeyDefinition> ofTable(
      List<ColumnDefinition> columns, List<KeySpec> declared, boolean mariaDb)
      throws UnsupportedDdlException {
    var edits = new KeyEdits(columns, mariaDb);
    for (KeySpec key : declared) {
      edits.add(key);
    }
    return edits.sorted();
  }

  /**
   * Keeps a key of before.
   *
   * @param names the new names of columns by their old ones in small letters; empty if dropped
   * @param changed the former definitions of changed columns by their names in small letters
   */
  void keep(KeyDefinition key, Map<String, String> names, Map<String, ColumnDefinition> changed)
      throws UnsupportedDdlException {
    List<KeySpec.Part> parts = new ArrayList<>();
    Predicate<KeySpec.Part> changes =
        part -> part.column() != null && changed.containsKey(lower(part.column()));
    for (KeySpec.Part part : key.parts()) {
      String before = part.column();
      String after = before == null ? null : names.getOrDefault(lower(before), before);
      if (after == null || !after.isEmpty()) {
        ColumnDefinition former = before == null ? null : changed.get(lower(before));
        parts.add(
            former == null
                ? new KeySpec.Part(after, part.length())
                : changed(new KeySpec.Part(after, part.length()), former, key.isUnique()));
      }
    }
    if (!parts.isEmpty()) {
      boolean isChanged = !parts.equals(key.parts()) || key.parts().stream().anyMatch(changes);
      // It may be short enough now.
      KeySpec.Kind kind = key.isHashed() && isChanged ? KeySpec.Kind.UNIQUE : key.kind();
      specs.add(new KeySpec(kind, key.name(), parts));
    }
  }

  private KeySpec.Part changed(KeySpec.Part part, ColumnDefinition former, boolean unique)
      throws UnsupportedDdlException {
    ColumnDefinition column = KeyDefinition.column(columns, part);
    boolean mayBePart = column != null && TEXT.matcher(column.columnType()).matches();
    int length = part.length();
    if (mayBePart && part.whole() && !mariaDb) {
      length = ofLabels(former);
    }
    // A whole POINT has 25 bytes.
    if (mayBePart && unique && (length < 0 || former.columnType().equals("point"))) {
      throw new UnsupportedDdlException(
          "it changes column %s, and a key has a prefix of it".formatted(part.column()));
    }
    return whole(new KeySpec.Part(part.column(), length));
  }

  /**
   * The prefix that MySQL makes of a key of a whole ENUM or SET whose column becomes a text: as
   * many characters as the values have bytes, unless the labels are as long themselves ({@code
   * mysql_prepare_alter_table}). 0 if there is none, {@link KeySpec.Part#UNKNOWN} if that cannot be
   * told.
   */
  private static int ofLabels(ColumnDefinition former) throws UnsupportedDdlException {
    TypeText type = TypeText.parse(former.columnType());
    int count = type.labels().size();
    if (count == 0) {
      return 0;
    }
    boolean isSet = type.name().equals("set");
    int bytes = isSet ? (count + 7) / 8 : count < 256 ? 1 : 2;
    bytes = bytes > 4 ? 8 : bytes;
    String charset = former.charset();
    boolean isBinary = charset == null || charset.equals("binary");
    int maxBytes = charset == null || isBinary ? 1 : TypeRules.maxBytes(charset);
    if (maxBytes > 1) {
      return bytes / maxBytes;
    }
    int most = 0;
    int all = count - 1;
    for (String label : type.labels()) {
      if (isBinary && label.indexOf('\ufffd') >= 0) {
        return KeySpec.Part.UNKNOWN;
      }
      int length = isBinary ? label.getBytes(StandardCharsets.UTF_8).length : label.length();
      most = Math.max(most, length);
      all += length;
    }
    return (isSet ? all : most) == bytes ? 0 : bytes;
  }

  /** Adds a key; a primary key that is declared twice is one. */
  void add(KeySpec key) {
    if (key.primary()) {
      specs.removeIf(KeySpec::primary);
    }
    specs.add(new KeySpec(key.kind(), key.name(), whole(key.parts())));
  }

  /**
   * Leaves out keys for foreign keys that are the beginning of another key, before the server
   * chooses names ({@code foreign_key_prefix} in {@code sql_class.cc}).
   */
  private List<KeySpec> needed() {
    List<KeySpec> needed = new ArrayList<>();
    for (KeySpec key : specs) {
      KeySpec other = needed.stream().filter(e -> isServed(key, e)).findFirst().orElse(null);
      boolean isShorter = other != null && key.parts().size() < other.parts().size();
      boolean isForeign = key.kind() == KeySpec.Kind.FOREIGN;
      if (other == null || (other.kind() == KeySpec.Kind.FOREIGN && !(isForeign && isShorter))) {
        if (other != null) {
          needed.remove(other);
        }
        needed.add(key);
      }
    }
    return needed;
  }

  /** Whether one of two keys is for a foreign key, and the beginning of the other. */
  private static boolean isServed(KeySpec one, KeySpec other) {
    return isServedBy(one, other) || isServedBy(other, one);
  }

  private static boolean isServedBy(KeySpec foreign, KeySpec other) {
    int count = foreign.parts().size();
    boolean isServed = foreign.kind() == KeySpec.Kind.FOREIGN && count <= other.parts().size();
    for (int i = 0; isServed && i < count; i++) {
      KeySpec.Part part = foreign.parts().get(i);
      KeySpec.Part same = other.parts().get(i);
      isServed =
          part.length() == same.length()
              && NameCase.isSame(String.valueOf(part.column()), String.valueOf(same.column()));
    }
    return isServed;
  }

  private void name(KeySpec key) {
    String name = key.name();
    if (name == null) {
      name = key.primary() ? KeyDefinition.PRIMARY : freeName(key);
    }
    keys.add(new KeyDefinition(key.kind(), name, key.parts()));
  }

  private List<KeySpec.Part> whole(List<KeySpec.Part> parts) {
    return parts.stream().map(this::whole).toList();
  }

  /**
   * The part with a prefix only where it is one: a prefix at least as long as its column is the
   * whole column. Other types than texts have no prefix, but servers accept the number of bytes
   * that they have, as in {@code (time_of_day(3))}.
   */
  private KeySpec.Part whole(KeySpec.Part part) {
    ColumnDefinition column = KeyDefinition.column(columns, part);
    if (column == null || part.length() < 0) {
      return part;
    } else if (part.whole()) {
      boolean isPoint = mariaDb && column.columnType().equals("point");
      return isPoint ? new KeySpec.Part(part.column(), BYTES_OF_POINT) : part;
    }
    Matcher text = TEXT.matcher(column.columnType());
    boolean isPart = text.matches();
    if (isPart && text.group(1) != null) {
      isPart = part.length() < Integer.parseInt(text.group(1));
    }
    return isPart ? part : new KeySpec.Part(part.column(), 0);
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
    needed().forEach(this::name);
    long unique = keys.stream().filter(KeyDefinition::isUnique).count();
    if (unique > 1) {
      for (KeyDefinition key : keys) {
        requireKnownRank(key);
      }
    }
    keys.sort(
        Comparator.comparing((KeyDefinition key) -> key.kind() != KeySpec.Kind.PRIMARY)
            .thenComparing(key -> !key.isUnique())
            .thenComparing(KeyDefinition::isHashed)
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

  /** A TIMESTAMP is NOT NULL by default, if a setting says so that not every server logs. */
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

  /** Applies the edits of keys to the keys that were kept. */
  void apply(List<TableEdit> edits) {
    for (TableEdit edit : edits) {
      if (edit instanceof TableEdit.AddKey add) {
        add(add.key());
      } else if (edit instanceof TableEdit.Add add) {
        add.column().keys().forEach(this::add);
      } else if (edit instanceof TableEdit.Change change) {
        change.to().keys().forEach(this::add);
      }
    }
  }

  private static String lower(String name) {
    return NameCase.folded(name);
  }
}
