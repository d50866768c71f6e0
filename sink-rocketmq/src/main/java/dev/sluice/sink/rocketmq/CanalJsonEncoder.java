package dev.sluice.sink.rocketmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.sluice.event.EventKind;
import dev.sluice.event.Origin;
import dev.sluice.event.Row;
import dev.sluice.event.RowChange;
import dev.sluice.event.RowUpdate;
import dev.sluice.event.SchemaChange;
import dev.sluice.event.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * canal's {@code FlatMessage} as JSON: fields in alphabetical order, nulls written. Thread-safe.
 */
final class CanalJsonEncoder implements MessageEncoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(8))
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  @Override
  public byte[] rows(RowsMessage message) throws IOException {
    CanalText text = new CanalText(message.stamp().timeZone());
    var bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeData(json, message, text);
      writeOrigin(json, message.table().database(), message.origin(), message.stamp(), false);
      List<RowChange> rows = message.eventRows();
      Row last = rows.get(rows.size() - 1).row();
      writeMysqlTypes(json, last);
      writeOld(json, message, text);
      writePrimaryKey(json, rows.get(0).row());
      json.writeStringField("sql", "");
      writeSqlTypes(json, last);
      writeEnd(json, message.table().name(), message.stamp(), message.kind().name());
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] schemaChange(SchemaChange change, MessageStamp stamp) throws IOException {
    DdlStatement statement = DdlStatement.of(change);
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNullField("data");
      writeOrigin(json, statement.database(), change.origin(), stamp, statement.isDdl());
      json.writeNullField("mysqlType");
      json.writeNullField("old");
      json.writeNullField("pkNames");
      json.writeStringField("sql", WellFormed.text(change.sql()));
      json.writeNullField("sqlType");
      writeEnd(json, statement.table(), stamp, statement.type());
    }
    return bytes.toByteArray();
  }

  private static void writeOrigin(
      JsonGenerator json, String database, Origin origin, MessageStamp stamp, boolean ddl)
      throws IOException {
    String gtid = origin.gtid();
    json.writeStringField("database", database);
    json.writeNumberField("es", origin.timestamp().getEpochSecond() * 1000);
    json.writeStringField("gtid", gtid == null ? "" : gtid);
    json.writeNumberField("id", stamp.batch());
    json.writeBooleanField("isDdl", ddl);
  }

  private static void writeEnd(JsonGenerator json, String table, MessageStamp stamp, String type)
      throws IOException {
    json.writeStringField("table", table);
    json.writeNumberField("ts", stamp.time().toEpochMilli());
    json.writeStringField("type", type);
    json.writeEndObject();
  }

  private static void writeData(JsonGenerator json, RowsMessage message, CanalText text)
      throws IOException {
    json.writeArrayFieldStart("data");
    for (int i = 0; i < message.size(); i++) {
      Row row = message.row(i).row();
      json.writeStartObject();
      for (int column = 0; column < row.table().columns().size(); column++) {
        if (row.isPresent(column)) {
          writeValue(json, row, column, text);
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeOld(JsonGenerator json, RowsMessage message, CanalText text)
      throws IOException {
    if (message.kind() != EventKind.UPDATE) {
      json.writeNullField("old");
      return;
    }
    json.writeArrayFieldStart("old");
    for (int i = 0; i < message.size(); i++) {
      Row before = ((RowUpdate) message.row(i)).before();
      json.writeStartObject();
      for (int column = 0; column < before.table().columns().size(); column++) {
        if (before.isPresent(column) && message.changedUpTo(i, column)) {
          writeValue(json, before, column, text);
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeValue(JsonGenerator json, Row row, int column, CanalText text)
      throws IOException {
    json.writeFieldName(row.table().column(column).name());
    @Nullable String value = text.of(row, column);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(WellFormed.text(value));
    }
  }

  private static void writeMysqlTypes(JsonGenerator json, Row row) throws IOException {
    json.writeObjectFieldStart("mysqlType");
    Table table = row.table();
    for (int column = 0; column < table.columns().size(); column++) {
      if (row.isPresent(column)) {
        json.writeStringField(
            table.column(column).name(), WellFormed.text(table.column(column).typeText()));
      }
    }
    json.writeEndObject();
  }

  private static void writeSqlTypes(JsonGenerator json, Row row) throws IOException {
    json.writeObjectFieldStart("sqlType");
    for (int column = 0; column < row.table().columns().size(); column++) {
      if (row.isPresent(column)) {
        json.writeNumberField(row.table().column(column).name(), CanalText.sqlType(row, column));
      }
    }
    json.writeEndObject();
  }

  /** The key columns in the order of the table, as canal lists them; null when the row has none. */
  private static void writePrimaryKey(JsonGenerator json, Row row) throws IOException {
    List<Integer> key = row.table().primaryKey();
    if (key.stream().noneMatch(row::isPresent)) {
      json.writeNullField("pkNames");
      return;
    }
    json.writeArrayFieldStart("pkNames");
    for (int column = 0; column < row.table().columns().size(); column++) {
      if (key.contains(column) && row.isPresent(column)) {
        json.writeString(row.table().column(column).name());
      }
    }
    json.writeEndArray();
  }
}
