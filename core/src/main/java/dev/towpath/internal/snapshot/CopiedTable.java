package dev.towpath.internal.snapshot;

import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.event.Table;
import dev.towpath.event.TableName;
import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.rows.RowKeys;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.SelectedTable;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.schema.KeyDefinition;
import dev.towpath.internal.schema.TableDefinition;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.SqlLiterals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table that is read in pages along its primary key. Immutable. */
public final class CopiedTable {
  private static final Set<ColumnType> TEXTS = EnumSet.of(ColumnType.CHAR, ColumnType.VARCHAR);
  private static final Set<ColumnType> BYTES = EnumSet.of(ColumnType.BINARY, ColumnType.VARBINARY);
  private static final Set<ColumnType> QUOTED =
      EnumSet.of(ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP, ColumnType.TIME);
  private static final Set<ColumnType> NUMBERS =
      EnumSet.of(
          ColumnType.TINYINT,
          ColumnType.SMALLINT,
          ColumnType.MEDIUMINT,
          ColumnType.INT,
          ColumnType.BIGINT,
          ColumnType.DECIMAL,
          ColumnType.YEAR);
  private static final Set<ColumnType> CODES =
      EnumSet.of(ColumnType.ENUM, ColumnType.SET, ColumnType.BIT);

  private static final Pattern EARLY = Pattern.compile("8\\.0\\.(\\d{1,3})");
  private static final int FIRST_WITH_LABELS = 14;

  private final TableName name;
  private final SelectedTable selected;
  private final int[] key;
  private final String definition;

  private CopiedTable(TableName name, SelectedTable selected, int[] key, String definition) {
    this.name = name;
    this.selected = selected;
    this.key = key;
    this.definition = definition;
  }

  /**
   * Creates the table of a definition.
   *
   * @param describesRows whether table maps of the stream describe all columns
   * @throws RefusedTableException if it cannot be read in pages
   */
  static CopiedTable of(
      TableName name, TableDefinition definition, MySqlSession session, boolean describesRows)
      throws RefusedTableException {
    List<ColumnDefinition> columns = definition.columns();
    int[] key = key(name, definition);
    BinlogDialect dialect = BinlogDialect.of(session.version().text());
    // Servers before 8.0.14 never tell the character set of labels.
    boolean isDescribed =
        describesRows && (describesLabels(session.version().text()) || !hasLabels(columns));
    try {
      List<Integer> primaryKey = java(key);
      SelectedTable selected =
          SelectedTable.of(
              name.database(),
              name.table(),
              columns,
              primaryKey,
              dialect,
              map -> isDescribed ? TableLayout.ofMetadata(map) : definition.layout(map));
      requirePageable(name, selected.layout().table(), key);
      return new CopiedTable(name, selected, key, definition.comparable());
    } catch (DecodeException e) {
      throw new RefusedTableException(name + ": " + e.getMessage());
    }
  }

  private static List<Integer> java(int[] key) {
    List<Integer> boxed = new ArrayList<>();
    for (int column : key) {
      boxed.add(column);
    }
    return boxed;
  }

  private static boolean describesLabels(String version) {
    Matcher early = EARLY.matcher(version);
    return !early.lookingAt() || Integer.parseInt(early.group(1)) >= FIRST_WITH_LABELS;
  }

  private static boolean hasLabels(List<ColumnDefinition> columns) {
    return columns.stream().anyMatch(column -> column.columnType().matches("(?s)(enum|set)\\(.*"));
  }

  private static int[] key(TableName name, TableDefinition definition)
      throws RefusedTableException {
    for (KeyDefinition candidate : definition.keys()) {
      if (candidate.kind() == KeySpec.Kind.PRIMARY) {
        int[] key = new int[candidate.parts().size()];
        for (int i = 0; i < key.length; i++) {
          KeySpec.Part part = candidate.parts().get(i);
          key[i] = TableDefinition.indexOf(definition.columns(), String.valueOf(part.column()));
          if (!part.whole() || key[i] < 0) {
            throw new RefusedTableException(
                "the primary key of %s has only the beginning of column %s, which no page can end with; exclude the table"
                    .formatted(name, part.column()));
          }
        }
        return key;
      }
    }
    throw new RefusedTableException(
        "%s has no primary key, along which its rows could be read; add one, or exclude the table"
            .formatted(name));
  }

  private static void requirePageable(TableName name, Table table, int[] key)
      throws RefusedTableException {
    for (int column : key) {
      ColumnType type = table.column(column).type();
      boolean isPageable =
          TEXTS.contains(type)
              || BYTES.contains(type)
              || QUOTED.contains(type)
              || NUMBERS.contains(type)
              || CODES.contains(type);
      if (!isPageable) {
        throw new RefusedTableException(
            "the primary key of %s has column %s of type %s, whose values cannot be told apart in a statement; exclude the table"
                .formatted(name, table.column(column).name(), table.column(column).typeText()));
      }
    }
  }

  TableName name() {
    return name;
  }

  SelectedTable selected() {
    return selected;
  }

  /** Returns the indexes of the key's columns; not to be modified. */
  int[] key() {
    return key;
  }

  /** Returns the names of the key's columns, in key order. */
  List<String> keyNames() {
    Table table = selected.layout().table();
    return java(key).stream().map(column -> table.column(column).name()).toList();
  }

  /** Returns the definition as text that is the same as long as nothing was altered. */
  String definition() {
    return definition;
  }

  /** Returns the key of a row as literals of SQL. */
  List<String> literals(Row row, ByteBuffer bytes) {
    List<byte[]> parts = RowKeys.parts(bytes);
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < key.length; i++) {
      literals.add(literal(row, key[i], parts.get(i)));
    }
    return literals;
  }

  private String literal(Row row, int column, byte[] bytes) {
    ColumnType type = row.table().column(column).type();
    if (TEXTS.contains(type)) {
      MappedColumn mapped = selected.columns().get(column);
      return "_%s x'%s'".formatted(mapped.charset(), HexFormat.of().formatHex(bytes));
    }
    if (BYTES.contains(type)) {
      byte[] padded = row.getBytes(row.table().column(column).name());
      return "_binary x'%s'".formatted(HexFormat.of().formatHex(padded));
    }
    if (CODES.contains(type)) {
      return Long.toUnsignedString(row.getLong(column));
    }
    String text = String.valueOf(row.getString(column));
    return QUOTED.contains(type) ? '\'' + text + '\'' : text;
  }

  /** Returns a query of the row with the greatest key. */
  String greatestQuery() {
    return "SELECT %s FROM %s FORCE INDEX (PRIMARY) ORDER BY %s LIMIT 1"
        .formatted(selected.selectList(), qualified(), order(" DESC"));
  }

  /**
   * Returns a query of a page. The predicate is expanded, because servers scan the index for a
   * comparison of rows.
   *
   * @param after the key before the page; empty for the first one
   * @param last the greatest key of all pages
   */
  String pageQuery(List<String> after, List<String> last, int rows) {
    String upTo = '(' + beyond(last, "<") + " OR " + same(last) + ')';
    String from = after.isEmpty() ? "" : '(' + beyond(after, ">") + ") AND ";
    return "SELECT %s FROM %s FORCE INDEX (PRIMARY) WHERE %s%s ORDER BY %s LIMIT %d"
        .formatted(selected.selectList(), qualified(), from, upTo, order(""), rows);
  }

  private String qualified() {
    return SqlLiterals.name(name.database()) + '.' + SqlLiterals.name(name.table());
  }

  private String order(String direction) {
    return keyNames().stream()
        .map(column -> SqlLiterals.name(column) + direction)
        .collect(Collectors.joining(", "));
  }

  private String same(List<String> literals) {
    return equal(literals, literals.size());
  }

  private String equal(List<String> literals, int columns) {
    List<String> names = keyNames();
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      terms.add(SqlLiterals.name(names.get(i)) + " = " + literals.get(i));
    }
    return String.join(" AND ", terms);
  }

  private String beyond(List<String> literals, String operator) {
    List<String> names = keyNames();
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < literals.size(); i++) {
      String own = "%s %s %s".formatted(SqlLiterals.name(names.get(i)), operator, literals.get(i));
      terms.add(i == 0 ? own : '(' + equal(literals, i) + " AND " + own + ')');
    }
    return String.join(" OR ", terms);
  }
}
