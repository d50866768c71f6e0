package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.internal.tree.Json;
import dev.towpath.position.Checkpoint;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a cursor node. Token and sequence make each content unique, so that a writer
 * recognises its own write after a lost answer.
 *
 * @param token the epoch under which it was written
 * @param sequence the number of the save within that epoch
 * @param checkpoint the saved checkpoint
 */
public record CursorJson(long token, long sequence, Checkpoint checkpoint) {
  private static final long FORMAT = 1;

  public static byte[] write(long token, long sequence, Checkpoint checkpoint, long wallMillis) {
    return Json.write(
        json -> {
          json.writeNumberField("v", FORMAT);
          json.writeNumberField("t", token);
          json.writeNumberField("s", sequence);
          json.writeStringField("p", checkpoint.position().toString());
          if (checkpoint.sinkState().isPresent()) {
            String state = Base64.getEncoder().encodeToString(checkpoint.sinkState().get());
            json.writeStringField("sink", state);
          }
          json.writeNumberField("ts", wallMillis);
        });
  }

  /**
   * Reads the content of a node.
   *
   * @throws IOException if the content is not of {@link #write}, or of a later version of it
   */
  public static CursorJson read(byte[] data) throws IOException {
    Map<String, Object> json = Json.read(data);
    Long format = Json.number(json, "v");
    if (format == null || format != FORMAT) {
      throw new IOException("its format is " + format + ", this version reads format " + FORMAT);
    }
    return new CursorJson(
        required(json, "t"), required(json, "s"), checkpoint(json, Json.text(json, "sink")));
  }

  private static long required(Map<String, Object> json, String name) throws IOException {
    Long value = Json.number(json, name);
    if (value == null) {
      throw new IOException("'" + name + "' is missing");
    }
    return value;
  }

  private static Checkpoint checkpoint(Map<String, Object> json, @Nullable String sinkState)
      throws IOException {
    String text = Json.text(json, "p");
    if (text == null) {
      throw new IOException("'p' is missing");
    }
    try {
      BinlogPosition position = BinlogPosition.parse(text);
      return sinkState == null
          ? Checkpoint.of(position)
          : Checkpoint.of(position, Base64.getDecoder().decode(sinkState));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
