package dev.towpath.sink.rocketmq.internal.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.text.JsonBody;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The message about a row or a statement that could not be published. */
final class DeadLetterMessage {

  /**
   * The maximum length of the statement in the message, in characters; a whole one might not fit.
   */
  private static final int MAX_STATEMENT = 200;

  private DeadLetterMessage() {}

  /**
   * Returns the body of the message.
   *
   * @param topic the topic of the change
   * @param key the primary key of a row, escaped; may be empty
   * @param reason why the change could not be published
   */
  static byte[] body(ChangeEvent change, String topic, String key, String reason)
      throws IOException {
    Origin origin = change.origin();
    return JsonBody.of(
        512,
        json -> {
          json.writeStringField("reason", WellFormed.text(reason));
          json.writeStringField("topic", topic);
          if (change instanceof RowChange row) {
            writeRow(json, row, key);
          } else if (change instanceof StatementEvent statement) {
            writeStatement(json, statement);
          }
          json.writeStringField("gtid", origin.gtid());
          json.writeStringField("file", origin.file());
          json.writeNumberField("offset", origin.offset());
          json.writeStringField("executed", origin.timestamp().toString());
        });
  }

  private static void writeRow(JsonGenerator json, RowChange row, String key) throws IOException {
    json.writeStringField("database", WellFormed.text(row.table().database()));
    json.writeStringField("table", WellFormed.text(row.table().name()));
    json.writeStringField("type", row.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("key", key);
    json.writeStringField("id", row.id());
  }

  private static void writeStatement(JsonGenerator json, StatementEvent change) throws IOException {
    @Nullable String table = change.table();
    String sql = change.sql();
    json.writeStringField("database", WellFormed.text(change.database()));
    json.writeStringField("table", table == null ? null : WellFormed.text(table));
    json.writeStringField("type", "statement");
    json.writeStringField("id", RowRange.of(change).toString());
    json.writeStringField(
        "sql", WellFormed.text(sql.substring(0, Math.min(sql.length(), MAX_STATEMENT))));
  }
}
