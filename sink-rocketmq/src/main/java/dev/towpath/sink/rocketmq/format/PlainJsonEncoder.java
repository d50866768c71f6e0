package dev.towpath.sink.rocketmq.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.JsonBody;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An encoder of typed JSON, one row per message. Thread-safe. */
final class PlainJsonEncoder implements MessageEncoder {
  private static final TypedJson VALUES = new TypedJson(true, true);

  @Override
  public int rowsPerMessage() {
    return 1;
  }

  @Override
  public byte[] rows(RowsMessage message) throws IOException {
    RowChange change = message.row(0);
    return JsonBody.of(
        512,
        json -> {
          json.writeStringField("type", change.kind().name().toLowerCase(Locale.ROOT));
          Table table = change.table();
          writeTable(json, table.database(), table.name());
          writeOrigin(json, change.origin());
          json.writeStringField("id", change.id());
          writeKey(json, change);
          writeImages(json, change);
        });
  }

  private static void writeTable(JsonGenerator json, String database, @Nullable String table)
      throws IOException {
    json.writeStringField("database", WellFormed.text(database));
    if (table == null) {
      json.writeNullField("table");
    } else {
      json.writeStringField("table", WellFormed.text(table));
    }
  }

  private static void writeOrigin(JsonGenerator json, Origin origin) throws IOException {
    json.writeStringField("executed", origin.timestamp().toString());
    @Nullable Instant committed = origin.commitTimestamp();
    json.writeStringField("committed", committed == null ? null : committed.toString());
    json.writeNumberField("serverId", origin.serverId());
    json.writeStringField("transaction", origin.transactionId());
    json.writeStringField("gtid", origin.gtid());
    json.writeStringField("file", origin.file());
    json.writeNumberField("offset", origin.offset());
  }

  /** Writes the primary key that identifies the row; an update may have changed it. */
  private static void writeKey(JsonGenerator json, RowChange change) throws IOException {
    Row row = change.row();
    json.writeObjectFieldStart("key");
    for (int column : change.table().primaryKey()) {
      Row from =
          change instanceof RowUpdate update && !row.isPresent(column) ? update.before() : row;
      if (from.isPresent(column)) {
        json.writeFieldName(WellFormed.text(change.table().column(column).name()));
        VALUES.writeValue(json, from, column);
      }
    }
    json.writeEndObject();
  }

  private static void writeImages(JsonGenerator json, RowChange change) throws IOException {
    switch (change.kind()) {
      case INSERT -> {
        json.writeNullField("before");
        VALUES.write(json, "after", change.row());
      }
      case DELETE -> {
        VALUES.write(json, "before", change.row());
        json.writeNullField("after");
      }
      default -> {
        VALUES.write(json, "before", ((RowUpdate) change).before());
        VALUES.write(json, "after", change.row());
      }
    }
  }

  @Override
  public byte[] statement(StatementEvent change, MessageStamp stamp) throws IOException {
    return JsonBody.of(
        256,
        json -> {
          json.writeStringField("type", "statement");
          writeTable(json, change.database(), change.table());
          writeOrigin(json, change.origin());
          json.writeStringField("sql", WellFormed.text(change.sql()));
        });
  }
}
