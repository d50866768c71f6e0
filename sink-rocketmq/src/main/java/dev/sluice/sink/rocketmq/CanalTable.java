package dev.sluice.sink.rocketmq;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.sluice.event.Column;
import dev.sluice.event.Row;
import dev.sluice.event.Table;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What the messages of one table version have in common, encoded once. Immutable. */
final class CanalTable {
  private final Table table;
  private final List<SerializedString> names;
  private final List<SerializedString> mysqlTypes;
  private final boolean[] key;

  CanalTable(Table table, Set<CanalOption> options) {
    this.table = table;
    this.names = table.columns().stream().map(column -> encoded(column.name())).toList();
    this.mysqlTypes =
        table.columns().stream().map(column -> encoded(typeOf(column, options))).toList();
    this.key = new boolean[names.size()];
    table.primaryKey().forEach(column -> key[column] = true);
    // SerializedString encodes when it is first written; do it here so that it is done once.
    names.forEach(SerializedString::asQuotedUTF8);
    mysqlTypes.forEach(SerializedString::asQuotedUTF8);
  }

  /** The type of a column as {@code SHOW CREATE TABLE} has it. */
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

  private static SerializedString encoded(String text) {
    return new SerializedString(WellFormed.text(text));
  }

  /** The name of the column, as a field name. */
  SerializedString name(int column) {
    return names.get(column);
  }

  /** Writes the type of each column that is in the row. */
  void writeMysqlTypes(JsonGenerator json, Row row) throws IOException {
    json.writeObjectFieldStart("mysqlType");
    for (int column = 0; column < names.size(); column++) {
      if (row.isPresent(column)) {
        json.writeFieldName(names.get(column));
        json.writeString(mysqlTypes.get(column));
      }
    }
    json.writeEndObject();
  }

  /** Writes the JDBC type of each column that is in the row. */
  void writeSqlTypes(JsonGenerator json, Row row) throws IOException {
    json.writeObjectFieldStart("sqlType");
    for (int column = 0; column < names.size(); column++) {
      if (row.isPresent(column)) {
        json.writeFieldName(names.get(column));
        json.writeNumber(CanalText.sqlType(row, column));
      }
    }
    json.writeEndObject();
  }

  /**
   * Writes the key columns in the order of the table, as canal does; null when the row has none.
   */
  void writePrimaryKey(JsonGenerator json, Row row) throws IOException {
    if (table.primaryKey().stream().noneMatch(row::isPresent)) {
      json.writeNullField("pkNames");
      return;
    }
    json.writeArrayFieldStart("pkNames");
    for (int column = 0; column < key.length; column++) {
      if (key[column] && row.isPresent(column)) {
        json.writeString(names.get(column));
      }
    }
    json.writeEndArray();
  }
}
