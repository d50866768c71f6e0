package dev.towpath.sink.rocketmq.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.DdlStatement;
import dev.towpath.sink.rocketmq.internal.text.JsonBody;
import dev.towpath.sink.rocketmq.internal.text.SqlWords;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.util.Locale;

/** An encoder of Maxwell's JSON, one row per message. Thread-safe. */
final class MaxwellJsonEncoder implements MessageEncoder {
  private static final TypedJson VALUES = new TypedJson(true, false);

  @Override
  public int rowsPerMessage() {
    return 1;
  }

  @Override
  public byte[] rows(RowsMessage message) throws IOException {
    RowChange change = message.row(0);
    Table table = change.table();
    return JsonBody.of(
        512,
        json -> {
          json.writeStringField("database", WellFormed.text(table.database()));
          json.writeStringField("table", WellFormed.text(table.name()));
          json.writeStringField("type", change.kind().name().toLowerCase(Locale.ROOT));
          writeOrigin(json, change.origin());
          writeKey(json, change);
          VALUES.write(json, "data", change.row());
          if (change instanceof RowUpdate update) {
            VALUES.write(json, "old", update.before(), update::changed);
          }
        });
  }

  private static void writeOrigin(JsonGenerator json, Origin origin) throws IOException {
    json.writeNumberField("ts", origin.timestamp().getEpochSecond());
    json.writeStringField("position", origin.file() + ':' + origin.offset());
    String gtid = origin.gtid();
    if (gtid != null) {
      json.writeStringField("gtid", gtid);
    }
    json.writeNumberField("server_id", origin.serverId());
  }

  private static void writeKey(JsonGenerator json, RowChange change) throws IOException {
    Table table = change.table();
    json.writeArrayFieldStart("primary_key");
    for (int column : table.primaryKey()) {
      RowChange row = change;
      if (row instanceof RowUpdate update && !row.row().isPresent(column)) {
        VALUES.writeValue(json, update.before(), column);
      } else {
        VALUES.writeValue(json, row.row(), column);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("primary_key_columns");
    for (int column : table.primaryKey()) {
      json.writeString(WellFormed.text(table.column(column).name()));
    }
    json.writeEndArray();
  }

  @Override
  public byte[] statement(StatementEvent change, MessageStamp stamp) throws IOException {
    DdlStatement statement = DdlStatement.of(change);
    return JsonBody.of(
        256,
        json -> {
          json.writeStringField("type", typeOf(statement, change));
          json.writeStringField("database", WellFormed.text(statement.database()));
          if (!statement.table().isEmpty()) {
            json.writeStringField("table", WellFormed.text(statement.table()));
          }
          writeOrigin(json, change.origin());
          json.writeStringField("sql", WellFormed.text(change.sql()));
        });
  }

  private static String typeOf(DdlStatement statement, StatementEvent change) {
    return switch (statement.type()) {
      case "CREATE" -> "table-create";
      case "ALTER", "RENAME", "CINDEX", "DINDEX" -> "table-alter";
      case "ERASE" -> "table-drop";
      case "TRUNCATE" -> "table-truncate";
      default -> ofDatabase(SqlWords.of(change.sql()));
    };
  }

  private static String ofDatabase(SqlWords words) {
    String verb = words.keyword();
    String what = words.keyword();
    boolean isDatabase = what.equals("DATABASE") || what.equals("SCHEMA");
    return switch (isDatabase ? verb : "") {
      case "CREATE" -> "database-create";
      case "ALTER" -> "database-alter";
      case "DROP" -> "database-drop";
      default -> "statement";
    };
  }
}
