package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.tree.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a running node: canal's two fields and two of ours, which canal ignores. Canal's
 * own nodes lack ours.
 *
 * @param active false when an operator asks the owner to hand over
 * @param address the owner's address; null if it is missing
 * @param node the instance of ours that wrote it; null if canal did
 */
public record RunningJson(boolean active, @Nullable String address, @Nullable String node) {

  public static byte[] write(String address, String node, long term) {
    return Json.write(
        json -> {
          json.writeBooleanField("active", true);
          json.writeStringField("address", address);
          json.writeStringField("node", node);
          json.writeNumberField("epoch", term);
        });
  }

  /** Returns the content of a consumer's node, as canal's clients write it. */
  static byte[] writeConsumer(String address, String node, int clientId) {
    return Json.write(
        json -> {
          json.writeBooleanField("active", true);
          json.writeStringField("address", address);
          json.writeNumberField("clientId", clientId);
          json.writeStringField("node", node);
        });
  }

  /** Returns {@code data} with a request that its owner hands over. */
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
   * Reads the content of a node, written by an instance of ours or by canal.
   *
   * @throws IOException if the bytes are not a JSON object
   */
  public static RunningJson read(byte[] data) throws IOException {
    Map<String, Object> json = Json.read(data);
    return new RunningJson(
        !"false".equals(Json.text(json, "active")),
        Json.text(json, "address"),
        Json.text(json, "node"));
  }
}
