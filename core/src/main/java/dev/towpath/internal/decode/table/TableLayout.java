package dev.towpath.internal.decode.table;

import dev.towpath.event.Column;
import dev.towpath.event.Table;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.text.CharacterSets;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.ColumnDecoder;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The row format of one table version in the binlog: the place and the decoder of each value.
 * Immutable; one instance serves all table maps with the same columns.
 */
public final class TableLayout {
  /** Stands for the index of a column that rows do not show. */
  public static final int HIDDEN = HiddenColumns.HIDDEN;

  private final Table table;
  private final ColumnDecoder[] decoders;
  private final int[] widths;
  private final int[] targets;
  private final int[] jsonColumns;
  private final int[] shownWidths;
  private final String rowsSubject;
  private final int endSlot;

  private TableLayout(
      Table table,
      ColumnDecoder[] decoders,
      int[] widths,
      int[] targets,
      int[] jsonColumns,
      int endSlot) {
    this.endSlot = endSlot;
    this.table = table;
    this.decoders = decoders;
    this.widths = widths;
    this.targets = targets;
    this.jsonColumns = jsonColumns;
    this.rowsSubject = "rows event of " + table.qualifiedName();
    this.shownWidths =
        IntStream.range(0, widths.length)
            .filter(i -> targets[i] != HIDDEN && targets[i] < decoders.length)
            .map(i -> widths[i])
            .toArray();
  }

  /**
   * Creates the layout of a table map that describes its columns itself.
   *
   * @throws DecodeException if it does not, if a hidden column is in its primary key, or if a
   *     character set is not supported
   * @see TableMap#isSelfDescribing()
   */
  public static TableLayout ofMetadata(TableMap map) {
    HiddenColumns hidden = HiddenColumns.ofMetadata(map);
    List<String> typeTexts = new ArrayList<>(map.columnCount());
    for (int i = 0; i < map.columnCount(); i++) {
      MappedColumn column = map.columns().get(i);
      if (!column.isComplete()) {
        throw new DecodeException(
            "the TABLE_MAP event of %s does not describe column %d completely; set"
                    .formatted(map, i + 1)
                + " binlog_row_metadata=FULL or supply the table's definition");
      }
      requireCharset(map, column);
      typeTexts.add(hidden.has(i) ? "" : DataType.text(column));
    }
    return of(map, map.columns(), typeTexts, shownPrimaryKey(map, hidden), hidden);
  }

  private static List<Integer> shownPrimaryKey(TableMap map, HiddenColumns hidden) {
    int[] targets = hidden.targets();
    List<Integer> primaryKey = new ArrayList<>();
    for (int index : map.primaryKey()) {
      if (index == hidden.rowEnd()) {
        continue;
      }
      if (targets[index] == HIDDEN) {
        throw new DecodeException(
            "the TABLE_MAP event of %s has column %d, which is hidden, in its primary key"
                .formatted(map, index + 1));
      }
      primaryKey.add(targets[index]);
    }
    return primaryKey;
  }

  /**
   * Creates the layout of a table map with the help of a definition, which is checked against it.
   *
   * @param columns the columns in order of definition, without hidden ones
   * @param primaryKey indexes into {@code columns}, in key order; empty if there is none
   * @throws SchemaMismatchException if the definition does not match the table map
   * @throws DecodeException if a character set is not supported
   */
  public static TableLayout ofDefinition(
      TableMap map, List<ColumnDefinition> columns, List<Integer> primaryKey) {
    return ofDefinition(map, new DefinedTable(columns, false, 0, (nullable, hashes) -> primaryKey));
  }

  /** Creates the layout where hidden columns and the key depend on the table map. */
  public static TableLayout ofDefinition(TableMap map, DefinedTable table) {
    HiddenColumns hidden = HiddenColumns.ofDefinition(map, table);
    List<ColumnDefinition> columns = table.columns();
    if (hidden.shown() != columns.size()) {
      throw new SchemaMismatchException(
          "%s.%s: the binlog has %d columns, the definition %d"
              .formatted(map.database(), map.name(), hidden.shown(), columns.size()));
    }
    int[] targets = hidden.targets();
    List<MappedColumn> completed = new ArrayList<>(targets.length);
    List<String> typeTexts = new ArrayList<>(targets.length);
    List<Boolean> nullable = new ArrayList<>(targets.length);
    for (int i = 0; i < targets.length; i++) {
      MappedColumn mapped = map.columns().get(i);
      if (targets[i] == HIDDEN) {
        completed.add(mapped);
        typeTexts.add("");
      } else {
        ColumnDefinition definition = columns.get(targets[i]);
        MappedColumn complete = complete(map, i, mapped, definition);
        completed.add(complete);
        typeTexts.add(definition.columnType());
        nullable.add(complete.nullable());
      }
    }
    return of(map, completed, typeTexts, table.key().columns(nullable, hidden.hashes()), hidden);
  }

  private static MappedColumn complete(
      TableMap map, int index, MappedColumn mapped, ColumnDefinition definition) {
    DefinedColumn column = new DefinedColumn(mapped, definition, map.tellsNullability());
    MappedColumn completed = column.completed();
    requireCharset(map, completed);
    String mismatch = column.mismatch();
    if (mismatch != null) {
      throw new SchemaMismatchException(
          "%s.%s, column %d (%s): the binlog has %s, the definition %s"
              .formatted(
                  map.database(), map.name(), index + 1, definition.name(), mismatch, definition));
    }
    return completed;
  }

  private static void requireCharset(TableMap map, MappedColumn column) {
    String charset = column.charset();
    if (charset != null && DataType.isCharacter(column.type())) {
      try {
        CharacterSets.of(charset);
      } catch (DecodeException e) {
        throw new DecodeException(qualified(map, column) + ": " + e.getMessage(), e);
      }
    }
  }

  private static TableLayout of(
      TableMap map,
      List<MappedColumn> mapped,
      List<String> typeTexts,
      List<Integer> primaryKey,
      HiddenColumns hidden) {
    int[] widths = mapped.stream().mapToInt(MappedColumn::width).toArray();
    List<Column> columns = new ArrayList<>(mapped.size());
    List<ColumnDecoder> decoders = new ArrayList<>(mapped.size());
    for (int i = 0; i < widths.length; i++) {
      MappedColumn column = mapped.get(i);
      if (!hidden.has(i)) {
        columns.add(column(column, typeTexts.get(i)));
        decoders.add(DataType.decoder(column, qualified(map, column), map.dialect()));
      }
    }
    int[] targets = hidden.targets();
    int rowEnd = hidden.rowEnd();
    if (rowEnd != HIDDEN && targets[rowEnd] == HIDDEN) {
      // It is found like a column after the last one.
      targets[rowEnd] = columns.size();
    }
    return new TableLayout(
        Table.of(map.database(), map.name(), columns, primaryKey),
        decoders.toArray(ColumnDecoder[]::new),
        widths,
        targets,
        jsonColumns(mapped),
        rowEnd == HIDDEN ? HIDDEN : targets[rowEnd]);
  }

  private static int[] jsonColumns(List<MappedColumn> columns) {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).type() == TypeCode.JSON)
        .toArray();
  }

  private static Column column(MappedColumn column, String typeText) {
    return Column.builder(String.valueOf(column.name()), DataType.of(column).kind())
        .typeText(typeText)
        .unsigned(DataType.isNumber(column.type()) && Boolean.TRUE.equals(column.unsigned()))
        .nullable(column.nullable())
        .visible(column.visible())
        .labels(DataType.labels(column))
        .build();
  }

  private static String qualified(TableMap map, MappedColumn column) {
    return map.database() + '.' + map.name() + '.' + column.name();
  }

  /** Returns the table as sinks see it. */
  public Table table() {
    return table;
  }

  /** Returns the decoders of the table's columns; not to be modified. */
  public ColumnDecoder[] decoders() {
    return decoders;
  }

  /** Returns the {@link MappedColumn#width()} of each column of the binlog; not to be modified. */
  public int[] widths() {
    return widths;
  }

  /** Returns the {@link MappedColumn#width()} of each column of the table; not to be modified. */
  public int[] shownWidths() {
    return shownWidths;
  }

  /**
   * Returns the number of value starts in an image: one for each column, and the end of a row's
   * time.
   */
  public int slots() {
    return Math.max(decoders.length, endSlot + 1);
  }

  /**
   * Returns the slot with the end of a row's time; {@link #HIDDEN} if the table keeps no versions.
   */
  public int endSlot() {
    return endSlot;
  }

  /**
   * Returns for each column of the binlog its column in the table, or {@link #HIDDEN}; not to be
   * modified.
   */
  public int[] targets() {
    return targets;
  }

  /** Returns the columns of the binlog that are of type JSON, ascending; not to be modified. */
  public int[] jsonColumns() {
    return jsonColumns;
  }

  @Override
  public String toString() {
    return table.toString();
  }

  /** Returns the name of a rows event of the table, for messages. */
  public String rowsSubject() {
    return rowsSubject;
  }
}
