package dev.towpath.examples.canal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A reader of canal's cursor in {@code meta.dat}, which canal uses without ZooKeeper. */
final class MetaFile {
  /** The client under which canal publishes to message queues. */
  private static final int CLIENT = 1001;

  /** The offset of a binlog file's first event. */
  private static final long FIRST_OFFSET = 4;

  private MetaFile() {}

  /**
   * Reads the position; empty if there is no such file, or it holds none.
   *
   * @throws IOException if the file cannot be parsed
   */
  static Optional<BinlogPosition> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode clients = JsonMapper.builder().build().readTree(file.toFile()).path("clientDatas");
    for (JsonNode client : clients) {
      // The misspelt name is canal's.
      JsonNode position = client.path("cursor").path("postion");
      if (client.path("clientIdentity").path("clientId").asInt() == CLIENT
          && position.has("journalName")) {
        return Optional.of(position(file, position));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the position: the start of the last event that canal delivered, which is delivered
   * again.
   */
  private static BinlogPosition position(Path file, JsonNode json) throws IOException {
    try {
      String gtids = json.path("gtid").asText("");
      long millis = json.path("timestamp").asLong();
      return BinlogPosition.builder(
              json.path("journalName").asText(),
              Math.max(FIRST_OFFSET, json.path("position").asLong()))
          .gtidSet(gtids.isEmpty() ? null : GtidSet.parse(gtids))
          .serverId(json.path("serverId").asLong())
          .timestamp(millis > 0 ? Instant.ofEpochMilli(millis) : null)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException("%s holds no usable cursor: %s".formatted(file, e.getMessage()), e);
    }
  }
}
