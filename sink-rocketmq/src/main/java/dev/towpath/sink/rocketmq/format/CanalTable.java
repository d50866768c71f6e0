package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.Column;
import dev.towpath.event.Row;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.Utf8Json;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The parts that canal's messages of one table version share, encoded once. Immutable. */
final class CanalTable {
  private final byte[][] names;
  private final byte[][] mysqlTypes;
  private final byte[][] keys;
  private final byte[] allMysqlTypes;
  private final byte[] allKeys;
  private final int[] sqlTypesByValue;
  private final byte[][] sqlTypeParts;
  private final byte[] database;
  private final byte[] name;

  CanalTable(Table table, Set<CanalOption> options) {
    List<Column> columns = table.columns();
    int count = columns.size();
    int[] key = table.primaryKey().stream().mapToInt(Integer::intValue).sorted().toArray();
    names = each(IntStream.range(0, count), i -> ',' + quoted(columns.get(i).name()) + ':');
    mysqlTypes =
        each(
            IntStream.range(0, count),
            i -> string(names[i]) + quoted(typeOf(columns.get(i), options)));
    keys =
        each(
            IntStream.range(0, count),
            i -> table.primaryKey().contains(i) ? ',' + quoted(columns.get(i).name()) : "");
    allMysqlTypes = joined(mysqlTypes, IntStream.range(0, count).toArray());
    allKeys = joined(keys, key);
    sqlTypesByValue =
        IntStream.range(0, count).filter(i -> CanalText.isSqlTypeByValue(columns.get(i))).toArray();
    sqlTypeParts = sqlTypeParts(Row.of(table, new Object[count]));
    database = utf8(quoted(table.database()));
    name = utf8(quoted(table.name()));
  }

  /** Returns the type of a column as {@code SHOW CREATE TABLE} prints it. */
  static String typeOf(Column column, Set<CanalOption> options) {
    String type = column.typeText();
    if (!options.contains(CanalOption.DISPLAY_WIDTHS) || type.indexOf('(') >= 0) {
      return type;
    }
    boolean unsigned = column.isUnsigned();
    int width =
        switch (column.type()) {
          case TINYINT -> unsigned ? 3 : 4;
          case SMALLINT -> unsigned ? 5 : 6;
          case MEDIUMINT -> unsigned ? 8 : 9;
          case INT -> unsigned ? 10 : 11;
          case BIGINT -> 20;
          case YEAR -> 4;
          default -> 0;
        };
    if (width == 0) {
      return type;
    }
    int end = type.indexOf(' ') < 0 ? type.length() : type.indexOf(' ');
    return type.substring(0, end) + '(' + width + ')' + type.substring(end);
  }

  private static byte[][] each(IntStream indexes, IntFunction<String> text) {
    return indexes.mapToObj(text).map(CanalTable::utf8).toArray(byte[][]::new);
  }

  /** Joins some of the texts. Each begins with a comma; the first comma is dropped. */
  private static byte[] joined(byte[][] texts, int[] indexes) {
    var all = new StringBuilder();
    for (int index : indexes) {
      all.append(string(texts[index]));
    }
    return utf8(all.isEmpty() ? "" : all.substring(1));
  }

  /**
   * Returns the texts before, between and after the types that depend on the values.
   *
   * @param row any row of the table
   */
  private byte[][] sqlTypeParts(Row row) {
    byte[][] parts = new byte[sqlTypesByValue.length + 1][];
    var part = new StringBuilder();
    int found = 0;
    for (int column = 0; column < names.length; column++) {
      part.append(string(names[column]));
      if (found < sqlTypesByValue.length && sqlTypesByValue[found] == column) {
        parts[found++] = utf8(part.toString());
        part.setLength(0);
      } else {
        part.append(CanalText.sqlType(row, column));
      }
    }
    parts[found] = utf8(part.toString());
    parts[0] = Arrays.copyOfRange(parts[0], 1, parts[0].length);
    return parts;
  }

  private static String quoted(String text) {
    var json = new Utf8Json(text.length() + 2);
    json.string(text);
    return string(json.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Returns the name of the database, in quotes. */
  byte[] database() {
    return database;
  }

  /** Returns the name of the table, in quotes. */
  byte[] name() {
    return name;
  }

  private boolean isComplete(Row row) {
    for (int column = 0; column < names.length; column++) {
      if (!row.isPresent(column)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes a column's name as a field name. Returns false: the next field is not the first.
   *
   * @param first whether it is the first field of its object
   */
  boolean writeName(Utf8Json json, int column, boolean first) {
    byte[] text = names[column];
    int comma = first ? 1 : 0;
    json.raw(text, comma, text.length - comma);
    return false;
  }

  /** Writes the type of each column that is in the row. */
  void writeMysqlTypes(Utf8Json json, Row row) {
    json.raw('{');
    if (isComplete(row)) {
      json.raw(allMysqlTypes);
    } else {
      writePresent(json, row, mysqlTypes);
    }
    json.raw('}');
  }

  /** Writes the texts of the columns that are in the row, separated by commas. */
  private static void writePresent(Utf8Json json, Row row, byte[][] texts) {
    int comma = 1;
    for (int column = 0; column < texts.length; column++) {
      byte[] text = texts[column];
      if (text.length > 0 && row.isPresent(column)) {
        json.raw(text, comma, text.length - comma);
        comma = 0;
      }
    }
  }

  /** Writes the JDBC type of each column that is in the row. */
  void writeSqlTypes(Utf8Json json, Row row) {
    json.raw('{');
    if (isComplete(row)) {
      for (int i = 0; i < sqlTypesByValue.length; i++) {
        json.raw(sqlTypeParts[i]);
        json.number(CanalText.sqlType(row, sqlTypesByValue[i]), 1);
      }
      json.raw(sqlTypeParts[sqlTypesByValue.length]);
    } else {
      boolean first = true;
      for (int column = 0; column < names.length; column++) {
        if (row.isPresent(column)) {
          first = writeName(json, column, first);
          json.number(CanalText.sqlType(row, column), 1);
        }
      }
    }
    json.raw('}');
  }

  /**
   * Writes the key columns in the order of the table, as canal does; null when the row has none.
   */
  void writePrimaryKey(Utf8Json json, Row row) {
    boolean none = true;
    for (int column = 0; column < keys.length && none; column++) {
      none = keys[column].length == 0 || !row.isPresent(column);
    }
    if (none) {
      json.raw(Utf8Json.NULL);
      return;
    }
    json.raw('[');
    if (isComplete(row)) {
      json.raw(allKeys);
    } else {
      writePresent(json, row, keys);
    }
    json.raw(']');
  }
}
