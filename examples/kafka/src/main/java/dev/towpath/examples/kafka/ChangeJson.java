package dev.towpath.examples.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * The conversion of a row change to a Kafka record. The key names the row, as {@code
 * shop.orders/17}; the value is {@code
 * {"id":…,"op":"UPDATE","table":"shop.orders","key":"17","row":{…}}} with MySQL's text of each
 * column.
 */
final class ChangeJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ChangeJson() {}

  static byte[] key(RowChange change) {
    return (change.table().qualifiedName() + '/' + keyText(change))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the key's text; empty without a primary key, so that all changes of the table are in
   * one order.
   */
  private static String keyText(RowChange change) {
    return change.table().primaryKey().stream()
        .map(column -> String.valueOf(image(change, column).getString(column)))
        .collect(Collectors.joining(","));
  }

  /**
   * Returns the image that has the key: with {@code binlog_row_image=MINIMAL} the one before an
   * update.
   */
  private static Row image(RowChange change, int column) {
    return change instanceof RowUpdate update && !update.after().isPresent(column)
        ? update.before()
        : change.row();
  }

  /**
   * Returns the record's value, whose identifier lets a consumer recognise repetitions after a
   * failure.
   */
  static byte[] value(RowChange change) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", change.id());
      json.writeStringField("op", change.kind().name());
      json.writeStringField("table", change.table().qualifiedName());
      json.writeStringField("key", keyText(change));
      json.writeObjectFieldStart("row");
      writeColumns(json, change.row());
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeColumns(JsonGenerator json, Row row) throws IOException {
    for (int i = 0; i < row.table().columns().size(); i++) {
      if (row.isPresent(i)) {
        json.writeStringField(row.table().column(i).name(), row.getString(i));
      }
    }
  }
}
