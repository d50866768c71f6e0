package dev.sluice.ha.zookeeper;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.GtidSet;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the cursors of canal 1.0 to 1.1.8 ({@code LogPosition} as JSON). */
final class CanalCursor {
  /** The first event of a binlog file comes after its magic number. */
  private static final long FIRST_OFFSET = 4;

  private CanalCursor() {}

  /**
   * The position canal stored. Canal points at the <em>start</em> of the last event that was
   * acknowledged, so the server sends that event once more.
   *
   * @throws IOException if it is damaged, or names a time but no file
   */
  static BinlogPosition read(byte[] data) throws IOException {
    // The misspelt name is canal's.
    Map<String, Object> position = Json.object(Json.read(data), "postion");
    String file = Json.text(position, "journalName");
    if (file == null || file.isBlank()) {
      throw new IOException(
          "it names no binlog file (timestamp %s): delete the node and start from that time"
              .formatted(Json.text(position, "timestamp")));
    }
    Long offset = Json.number(position, "position");
    if (offset == null) {
      throw new IOException("it has no position within " + file);
    }
    Long serverId = Json.number(position, "serverId");
    return BinlogPosition.builder(file.strip(), Math.max(offset, FIRST_OFFSET))
        .gtidSet(gtidSet(Json.text(position, "gtid")))
        .serverId(serverId == null ? 0 : serverId)
        .timestamp(timestamp(Json.number(position, "timestamp")))
        .build();
  }

  private static @Nullable GtidSet gtidSet(@Nullable String text) throws IOException {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return GtidSet.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static @Nullable Instant timestamp(@Nullable Long millis) {
    return millis == null || millis <= 0 ? null : Instant.ofEpochMilli(millis);
  }
}
