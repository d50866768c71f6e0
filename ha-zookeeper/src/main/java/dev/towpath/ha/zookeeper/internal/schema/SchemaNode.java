package dev.towpath.ha.zookeeper.internal.schema;

import dev.towpath.ha.zookeeper.internal.tree.Json;
import java.io.IOException;
import java.util.Map;

/**
 * The content of the head node, which says which child nodes hold the history of definitions. Token
 * and sequence make each content unique, so that a writer recognises its own write after a lost
 * answer.
 *
 * @param token the epoch under which it was written
 * @param sequence the number of the write within that epoch
 * @param generation the number of the replacement of the history
 * @param pieces the number of nodes of that generation that count
 */
record SchemaNode(long token, long sequence, long generation, int pieces) {
  private static final long FORMAT = 1;

  /** The meaning of a node without content. */
  static final SchemaNode EMPTY = new SchemaNode(0, 0, 0, 0);

  byte[] write() {
    return Json.write(
        json -> {
          json.writeNumberField("v", FORMAT);
          json.writeNumberField("t", token);
          json.writeNumberField("s", sequence);
          json.writeNumberField("g", generation);
          json.writeNumberField("n", pieces);
        });
  }

  /**
   * Reads the content of a node.
   *
   * @throws IOException if the content is not of {@link #write}, or of a later version of it
   */
  static SchemaNode read(byte[] data) throws IOException {
    if (data.length == 0) {
      return EMPTY;
    }
    Map<String, Object> json = Json.read(data);
    if (required(json, "v") != FORMAT) {
      throw new IOException("its format is not " + FORMAT);
    }
    long pieces = required(json, "n");
    if (pieces < 0 || pieces > Integer.MAX_VALUE) {
      throw new IOException("'n' is not a number of nodes: " + pieces);
    }
    return new SchemaNode(
        required(json, "t"), required(json, "s"), required(json, "g"), (int) pieces);
  }

  private static long required(Map<String, Object> json, String name) throws IOException {
    Long value = Json.number(json, name);
    if (value == null) {
      throw new IOException("'" + name + "' is missing");
    }
    return value;
  }
}
