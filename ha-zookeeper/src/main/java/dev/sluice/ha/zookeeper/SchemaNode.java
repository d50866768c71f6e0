package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.util.Map;

/**
 * The content of the node that says which of the nodes below it hold the history of definitions.
 * Token and sequence make each content unique, so that a writer whose answer was lost recognises
 * its own write.
 *
 * @param token the epoch under which it was written
 * @param sequence which write of that epoch it was
 * @param generation which replacement of the history it is
 * @param pieces how many nodes of that generation belong to it
 */
record SchemaNode(long token, long sequence, long generation, int pieces) {
  private static final long FORMAT = 1;

  /** What a node without content stands for. */
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
   * The content of a node.
   *
   * @throws IOException if it was not written by {@link #write}, or by a later version of it
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
      throw new IOException("'n' is no number of nodes: " + pieces);
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
