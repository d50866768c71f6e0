package dev.towpath.testkit;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A version of a table in a {@link MemorySource}, as the binlog describes it. Immutable. */
final class MemoryTable {
  private static final int SIGNEDNESS = 1;
  private static final int COLUMN_CHARSET = 3;
  private static final int COLUMN_NAME = 4;
  private static final int SET_LABELS = 5;
  private static final int ENUM_LABELS = 6;
  private static final int PRIMARY_KEY = 8;
  private static final int LABEL_CHARSET = 11;
  private static final int VISIBILITY = 12;

  private final Table table;
  private final long id;
  private final List<MemoryColumn> columns;

  /**
   * Describes a table.
   *
   * @param id its number in the binlog, another one for each version
   * @throws IllegalArgumentException if it has no columns or one that cannot be written
   */
  MemoryTable(Table table, long id) {
    this.table = table;
    this.id = id;
    if (table.columns().isEmpty()) {
      throw new IllegalArgumentException("table " + table.qualifiedName() + " has no columns");
    }
    this.columns =
        table.columns().stream()
            .map(column -> new MemoryColumn(table.qualifiedName(), column))
            .toList();
  }

  Table table() {
    return table;
  }

  List<MemoryColumn> columns() {
    return columns;
  }

  /** Returns the body of the event that describes it. */
  byte[] map() {
    var codes = new WireBytes();
    var metadata = new WireBytes();
    for (MemoryColumn column : columns) {
      codes.little(column.code(), 1);
      column.describe(metadata);
    }
    var map = new WireBytes().little(id, 6).little(1, 2);
    name(map, table.database());
    name(map, table.name());
    map.packed(columns.size()).put(codes.toBytes()).counted(metadata.toBytes());
    map.put(lowBits(column -> column.column().isNullable()));
    return map.put(optional()).toBytes();
  }

  private static void name(WireBytes map, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    map.little(text.length, 1).put(text).little(0, 1);
  }

  /** Returns the fields of {@code binlog_row_metadata=FULL}. */
  private byte[] optional() {
    var fields = new WireBytes();
    field(fields, SIGNEDNESS, highBits(MemoryColumn::isNumber, MemoryColumn::isUnsigned));
    var charsets = new WireBytes();
    var labelCharsets = new WireBytes();
    var names = new WireBytes();
    var enums = new WireBytes();
    var sets = new WireBytes();
    for (MemoryColumn column : columns) {
      names.counted(column.column().name());
      if (column.isString()) {
        charsets.packed(column.isText() ? MemoryColumn.UTF8 : MemoryColumn.BINARY);
      }
      if (column.isLabelled()) {
        labelCharsets.packed(MemoryColumn.UTF8);
        labels(column.column(), enums, sets);
      }
    }
    var key = new WireBytes();
    table.primaryKey().forEach(key::packed);
    field(fields, COLUMN_CHARSET, charsets.toBytes());
    field(fields, COLUMN_NAME, names.toBytes());
    field(fields, SET_LABELS, sets.toBytes());
    field(fields, ENUM_LABELS, enums.toBytes());
    field(fields, PRIMARY_KEY, key.toBytes());
    field(fields, LABEL_CHARSET, labelCharsets.toBytes());
    if (columns.stream().anyMatch(column -> !column.column().isVisible())) {
      field(fields, VISIBILITY, highBits(column -> true, column -> column.column().isVisible()));
    }
    return fields.toBytes();
  }

  private static void labels(Column column, WireBytes enums, WireBytes sets) {
    WireBytes labels = column.type() == ColumnType.ENUM ? enums : sets;
    labels.packed(column.labels().size());
    column.labels().forEach(labels::counted);
  }

  private static void field(WireBytes fields, int code, byte[] value) {
    if (value.length > 0) {
      fields.little(code, 1).counted(value);
    }
  }

  /** Returns a bit for each column that is counted, the first one highest. */
  private byte[] highBits(Predicate<MemoryColumn> counted, Predicate<MemoryColumn> set) {
    List<MemoryColumn> those = columns.stream().filter(counted).toList();
    var bits = new byte[(those.size() + 7) / 8];
    for (int i = 0; i < those.size(); i++) {
      if (set.test(those.get(i))) {
        bits[i / 8] |= (byte) (0x80 >> i % 8);
      }
    }
    return bits;
  }

  /** Returns a bit for each column, the first one lowest. */
  private byte[] lowBits(Predicate<MemoryColumn> set) {
    var bits = new byte[(columns.size() + 7) / 8];
    for (int i = 0; i < columns.size(); i++) {
      if (set.test(columns.get(i))) {
        bits[i / 8] |= (byte) (1 << i % 8);
      }
    }
    return bits;
  }

  /**
   * Returns the body of an event with a row: its image, or the one before and the one after.
   *
   * @throws IllegalArgumentException if a row has another number of values, or one of another type
   */
  byte[] rows(List<List<@Nullable Object>> images) {
    // The last event of a statement, without extra data.
    var body = new WireBytes().little(id, 6).little(1, 2).little(2, 2).packed(columns.size());
    for (int i = 0; i < images.size(); i++) {
      body.put(lowBits(column -> true));
    }
    images.forEach(image -> row(image, body));
    return body.toBytes();
  }

  private void row(List<@Nullable Object> values, WireBytes body) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s has %d columns, %s, and not %d: %s"
              .formatted(
                  table.qualifiedName(),
                  columns.size(),
                  table.columns().stream().map(Column::name).toList(),
                  values.size(),
                  values));
    }
    var nulls = new byte[(columns.size() + 7) / 8];
    var row = new WireBytes();
    for (int i = 0; i < columns.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        columns.get(i).write(value, row);
      } else if (columns.get(i).column().isNullable()) {
        nulls[i / 8] |= (byte) (1 << i % 8);
      } else {
        throw new IllegalArgumentException(
            "column %s.%s cannot be null"
                .formatted(table.qualifiedName(), columns.get(i).column().name()));
      }
    }
    body.put(nulls).put(row.toBytes());
  }
}
