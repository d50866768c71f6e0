package dev.towpath.ha.zookeeper.internal.tree;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reader and writer of the cursors of canal 1.0 to 1.1.8 ({@code LogPosition} as JSON). */
public final class CanalCursor {
  /** The offset of a binlog file's first event, after the magic number. */
  private static final long FIRST_OFFSET = 4;

  private static final String TYPE = "com.alibaba.otter.canal.protocol.position.LogPosition";

  /** The value that canal's own writer uses; canal does not check it. */
  private static final int SLAVE_ID = -1;

  /** A tag in a GTID set, which canal cannot read. */
  private static final Pattern TAG = Pattern.compile(":[A-Za-z_]");

  private CanalCursor() {}

  /**
   * Returns the position that canal stored. It is the <em>start</em> of the last acknowledged
   * event, so the server sends that event again.
   *
   * @throws IOException if the cursor is damaged, or names a time but no file
   */
  public static BinlogPosition read(byte[] data) throws IOException {
    return position(Json.read(data));
  }

  /** Returns the position of the client in a {@code meta.dat} file; null if canal stored none. */
  public static @Nullable BinlogPosition readMetaFile(byte[] data, int clientId)
      throws IOException {
    for (Map<String, Object> client : Json.objects(Json.read(data), "clientDatas")) {
      Long id = Json.number(Json.object(client, "clientIdentity"), "clientId");
      Map<String, Object> cursor = Json.object(client, "cursor");
      if (id != null && id == clientId && !cursor.isEmpty()) {
        return position(cursor);
      }
    }
    return null;
  }

  private static BinlogPosition position(Map<String, Object> cursor) throws IOException {
    // The misspelt name is canal's.
    Map<String, Object> position = Json.object(cursor, "postion");
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
    return BinlogPosition.builder(file.strip(), Math.max(offset, FIRST_OFFSET))
        .gtidSet(gtidSet(Json.text(position, "gtid")))
        .serverId(Json.number(position, "serverId"))
        .timestamp(timestamp(Json.number(position, "timestamp")))
        .build();
  }

  /**
   * Returns the cursor from which canal continues after {@code position}. Canal compares the source
   * with its configured one and starts a minute earlier if they differ.
   */
  public static byte[] write(BinlogPosition position, CanalSource source) {
    GtidSet executed = position.gtidSet();
    String gtids = executed == null ? "" : executed.toString();
    Instant timestamp = position.timestamp();
    Long serverId = position.serverId();
    return Json.write(
        json -> {
          json.writeStringField("@type", TYPE);
          json.writeObjectFieldStart("identity");
          json.writeNumberField("slaveId", SLAVE_ID);
          json.writeObjectFieldStart("sourceAddress");
          json.writeStringField("address", source.host());
          json.writeNumberField("port", source.port());
          json.writeEndObject();
          json.writeEndObject();
          json.writeObjectFieldStart("postion");
          // Without the set canal uses file and offset, also in its GTID mode.
          json.writeStringField("gtid", TAG.matcher(gtids).find() ? "" : gtids);
          json.writeBooleanField("included", false);
          json.writeStringField("journalName", position.file());
          json.writeNumberField("position", position.offset());
          json.writeNumberField("serverId", serverId == null ? 0 : serverId);
          json.writeNumberField("timestamp", timestamp == null ? 0 : timestamp.toEpochMilli());
          json.writeEndObject();
        });
  }

  /**
   * A MySQL server as canal is configured for it.
   *
   * @param host the name or IP address
   * @param port the port
   */
  public record CanalSource(String host, int port) {

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static CanalSource parse(String text) {
      String objection = Addresses.objectionToServer(text);
      if (!objection.isEmpty()) {
        throw new IllegalArgumentException("not a source: '" + text + "': " + objection);
      }
      int colon = text.indexOf(':');
      return new CanalSource(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
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
