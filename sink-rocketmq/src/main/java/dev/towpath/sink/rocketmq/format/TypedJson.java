package dev.towpath.sink.rocketmq.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.time.Instant;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A writer of rows as JSON objects whose values keep their type. Numbers are JSON numbers, JSON is
 * embedded, bytes are in base 64, everything else is MySQL's own text. Immutable.
 */
final class TypedJson {
  private final boolean setsAsArrays;
  private final boolean instantsInIso;

  /**
   * Creates a writer.
   *
   * @param setsAsArrays whether a SET is an array of its labels; otherwise it is their list with
   *     commas
   * @param instantsInIso whether a TIMESTAMP is an ISO 8601 instant; otherwise it is MySQL's text
   *     in UTC
   */
  TypedJson(boolean setsAsArrays, boolean instantsInIso) {
    this.setsAsArrays = setsAsArrays;
    this.instantsInIso = instantsInIso;
  }

  /** Writes the columns that are in the row. */
  void write(JsonGenerator json, String field, Row row) throws IOException {
    write(json, field, row, column -> true);
  }

  /** Writes the columns that are in the row and that {@code wanted} accepts. */
  void write(JsonGenerator json, String field, Row row, IntPredicate wanted) throws IOException {
    json.writeObjectFieldStart(field);
    for (int column = 0; column < row.table().columns().size(); column++) {
      if (row.isPresent(column) && wanted.test(column)) {
        json.writeFieldName(WellFormed.text(row.table().column(column).name()));
        writeValue(json, row, column);
      }
    }
    json.writeEndObject();
  }

  void writeValue(JsonGenerator json, Row row, int index) throws IOException {
    @Nullable Object value = row.get(index);
    if (value == null) {
      json.writeNull();
      return;
    }
    Column column = row.table().column(index);
    ColumnType type = column.type();
    if (value instanceof byte[] bytes && type != ColumnType.BIT) {
      json.writeBinary(bytes);
    } else if (type == ColumnType.BIT) {
      json.writeNumber(Long.toUnsignedString(row.getLong(index)));
    } else if (value instanceof Number) {
      writeNumber(json, row, index, value);
    } else if (type == ColumnType.JSON) {
      writeJson(json, value.toString());
    } else if (type == ColumnType.SET && setsAsArrays) {
      writeSet(json, value.toString());
    } else if (instantsInIso && value instanceof Instant instant) {
      json.writeString(instant.toString());
    } else {
      json.writeString(WellFormed.text(String.valueOf(row.getString(index))));
    }
  }

  private static void writeNumber(JsonGenerator json, Row row, int index, Object value)
      throws IOException {
    if (row.table().column(index).type() == ColumnType.YEAR) {
      json.writeNumber(((Number) value).intValue());
    } else {
      json.writeNumber(String.valueOf(row.getString(index)));
    }
  }

  private static void writeJson(JsonGenerator json, String text) throws IOException {
    if (text.isEmpty()) {
      json.writeNull();
    } else {
      json.writeRawValue(WellFormed.text(text));
    }
  }

  private static void writeSet(JsonGenerator json, String labels) throws IOException {
    json.writeStartArray();
    if (!labels.isEmpty()) {
      for (String label : labels.split(",", -1)) {
        json.writeString(WellFormed.text(label));
      }
    }
    json.writeEndArray();
  }
}
