package dev.sluice.sink.rocketmq;

import dev.sluice.event.Origin;
import dev.sluice.event.RowChange;
import java.io.IOException;
import java.util.Locale;

/** The message about a row that could not be published. */
final class DeadLetter {

  private DeadLetter() {}

  /**
   * @param topic where the row should have gone
   * @param key its primary key, escaped; may be empty
   * @param reason why it could not
   */
  static byte[] body(RowChange row, String topic, String key, String reason) throws IOException {
    Origin origin = row.origin();
    return JsonBody.of(
        512,
        json -> {
          json.writeStringField("reason", WellFormed.text(reason));
          json.writeStringField("topic", topic);
          json.writeStringField("database", WellFormed.text(row.table().database()));
          json.writeStringField("table", WellFormed.text(row.table().name()));
          json.writeStringField("type", row.kind().name().toLowerCase(Locale.ROOT));
          json.writeStringField("key", key);
          json.writeStringField("id", row.id());
          json.writeStringField("gtid", origin.gtid());
          json.writeStringField("file", origin.file());
          json.writeNumberField("offset", origin.offset());
          json.writeStringField("executed", origin.timestamp().toString());
        });
  }
}
