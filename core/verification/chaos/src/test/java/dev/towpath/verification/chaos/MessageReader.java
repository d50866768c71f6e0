package dev.towpath.verification.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.common.message.MessageExt;

/** A parser of the ledger's messages: canal's JSON with the sink's own properties. */
final class MessageReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageReader() {}

  /**
   * Reads a message.
   *
   * @throws IOException if it is not one of the ledger
   */
  static Publication read(MessageExt message) throws IOException {
    try {
      JsonNode body = JSON.readTree(message.getBody());
      List<RowVersion> rows = new ArrayList<>();
      for (JsonNode row : body.path("data")) {
        rows.add(row(row, "DELETE".equals(body.path("type").asText())));
      }
      return new Publication(
          message.getQueueId(),
          message.getCommitLogOffset(),
          message.getStoreSize(),
          Long.parseLong(message.getUserProperty("e")),
          String.valueOf(message.getTags()),
          Long.parseLong(message.getUserProperty("n")),
          rows);
    } catch (IOException | NumberFormatException e) {
      throw new IOException("a message cannot be parsed: " + message + ": " + e, e);
    }
  }

  private static RowVersion row(JsonNode row, boolean isDelete) {
    int deleted = isDelete ? 1 : 0;
    return new RowVersion(
        Integer.parseInt(row.path("k").asText()),
        2 * Long.parseLong(row.path("seq").asText()) + deleted,
        Long.parseLong(row.path("txn").asText()),
        Integer.parseInt(row.path("n").asText()) + deleted,
        row.path("pad").asText());
  }
}
