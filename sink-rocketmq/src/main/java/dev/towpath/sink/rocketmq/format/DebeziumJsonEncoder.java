package dev.towpath.sink.rocketmq.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.sink.rocketmq.internal.text.EpochMicros;
import dev.towpath.sink.rocketmq.internal.text.JsonBody;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An encoder of Debezium's envelope without a schema, one row per message. Thread-safe. */
final class DebeziumJsonEncoder implements MessageEncoder {

  @Override
  public int rowsPerMessage() {
    return 1;
  }

  @Override
  public byte[] rows(RowsMessage message) throws IOException {
    RowChange change = message.row(0);
    String database = change.table().database();
    return JsonBody.of(
        768,
        json -> {
          writeImages(json, change);
          writeSource(json, change.origin(), database, change.table().name(), change.rowOrdinal());
          json.writeNullField("transaction");
          json.writeStringField("op", operation(change));
          writeTime(json, message.stamp().time());
        });
  }

  private static String operation(RowChange change) {
    return switch (change.kind()) {
      case INSERT -> "c";
      case DELETE -> "d";
      default -> "u";
    };
  }

  private static void writeImages(JsonGenerator json, RowChange change) throws IOException {
    switch (change.kind()) {
      case INSERT -> {
        json.writeNullField("before");
        writeRow(json, "after", change.row());
      }
      case DELETE -> {
        writeRow(json, "before", change.row());
        json.writeNullField("after");
      }
      default -> {
        writeRow(json, "before", ((RowUpdate) change).before());
        writeRow(json, "after", change.row());
      }
    }
  }

  private static void writeRow(JsonGenerator json, String field, Row row) throws IOException {
    json.writeObjectFieldStart(field);
    for (int column = 0; column < row.table().columns().size(); column++) {
      if (row.isPresent(column)) {
        json.writeFieldName(WellFormed.text(row.table().column(column).name()));
        DebeziumValue.write(json, row, column);
      }
    }
    json.writeEndObject();
  }

  private static void writeSource(
      JsonGenerator json, Origin origin, String database, @Nullable String table, int row)
      throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("version", "towpath");
    json.writeStringField("connector", "mysql");
    json.writeStringField("name", "towpath");
    @Nullable Instant committed = origin.commitTimestamp();
    writeTime(json, committed == null ? origin.timestamp() : committed);
    json.writeStringField("snapshot", "false");
    json.writeStringField("db", WellFormed.text(database));
    json.writeNullField("sequence");
    json.writeStringField("table", table == null ? null : WellFormed.text(table));
    json.writeNumberField("server_id", origin.serverId());
    json.writeStringField("gtid", origin.gtid());
    json.writeStringField("file", origin.file());
    json.writeNumberField("pos", origin.offset());
    json.writeNumberField("row", row);
    json.writeNullField("thread");
    @Nullable String statement = origin.statement();
    json.writeStringField("query", statement == null ? null : WellFormed.text(statement));
    json.writeEndObject();
  }

  private static void writeTime(JsonGenerator json, Instant time) throws IOException {
    json.writeNumberField("ts_ms", time.toEpochMilli());
    json.writeNumberField("ts_us", EpochMicros.of(time));
    json.writeNumberField("ts_ns", time.getEpochSecond() * 1_000_000_000 + time.getNano());
  }

  @Override
  public byte[] statement(StatementEvent change, MessageStamp stamp) throws IOException {
    return JsonBody.of(
        512,
        json -> {
          writeSource(json, change.origin(), change.database(), change.table(), 0);
          writeTime(json, stamp.time());
          json.writeStringField("databaseName", WellFormed.text(change.database()));
          json.writeNullField("schemaName");
          json.writeStringField("ddl", WellFormed.text(change.sql()));
          json.writeArrayFieldStart("tableChanges");
          json.writeEndArray();
        });
  }
}
