package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a running node: canal's two fields and, when one of us wrote it, two of ours,
 * which canal ignores.
 *
 * @param active false when an operator asks the owner to hand over
 * @param address the owner's address; null if it is not there
 * @param node which of our instances wrote it; null if canal did
 */
record RunningJson(boolean active, @Nullable String address, @Nullable String node) {

  static byte[] write(String address, String node, long term) {
    return Json.write(
        json -> {
          json.writeBooleanField("active", true);
          json.writeStringField("address", address);
          json.writeStringField("node", node);
          json.writeNumberField("epoch", term);
        });
  }

  /** What a consumer shows, as canal's clients do. */
  static byte[] writeConsumer(String address, String node, int clientId) {
    return Json.write(
        json -> {
          json.writeBooleanField("active", true);
          json.writeStringField("address", address);
          json.writeNumberField("clientId", clientId);
          json.writeStringField("node", node);
        });
  }

  /** The same content with the wish that its owner hands over. */
  static byte[] writeHandOver(byte[] data) throws IOException {
    Map<String, Object> json = Json.read(data);
    return Json.write(
        out -> {
          out.writeBooleanField("active", false);
          for (Map.Entry<String, Object> field : json.entrySet()) {
            if (field.getValue() instanceof Long number) {
              out.writeNumberField(field.getKey(), number);
            } else if (!field.getKey().equals("active")) {
              out.writeStringField(field.getKey(), field.getValue().toString());
            }
          }
        });
  }

  /**
   * The content of a node, by whomever.
   *
   * @throws IOException if it is no JSON object
   */
  static RunningJson read(byte[] data) throws IOException {
    Map<String, Object> json = Json.read(data);
    return new RunningJson(
        !"false".equals(Json.text(json, "active")),
        Json.text(json, "address"),
        Json.text(json, "node"));
  }
}
