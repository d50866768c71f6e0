package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.BinlogDialect.JsonStyle;
import dev.towpath.internal.decode.ByteCursor;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.text.Utf8Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the differences that a PARTIAL_UPDATE_ROWS event has instead of a JSON document
 * ({@code Json_diff_vector::read_binary}). Each has an operation, a path and, unless it removes, a
 * value. Used by one thread, for one document.
 */
final class JsonDiffs {
  private static final int REPLACE = 0;
  private static final int INSERT = 1;
  private static final int REMOVE = 2;

  private final byte[] buffer;
  private final String column;
  private final ByteCursor diffs;

  private JsonDiffs(byte[] buffer, int at, int length, String column) {
    this.buffer = buffer;
    this.column = column;
    this.diffs = new ByteCursor(buffer, at, at + length, column + ", JSON differences");
  }

  /**
   * Returns the text of a document with differences applied.
   *
   * @param buffer has the document in {@code [at, at + length)}, the differences in {@code [diffAt,
   *     diffAt + diffLength)}
   * @param column the column, for messages
   * @throws DecodeException if the bytes are malformed, or the differences do not fit the document
   */
  static String apply(
      byte[] buffer, int at, int length, int diffAt, int diffLength, String column) {
    if (diffLength == 0) {
      return JsonText.of(buffer, at, length, column, JsonStyle.MYSQL_8);
    }
    if (length == 0) {
      throw new DecodeException(column + ": differences to a document that is empty");
    }
    JsonNode root = JsonNode.of(new JsonDocument(buffer, at, length, column));
    var differences = new JsonDiffs(buffer, diffAt, diffLength, column);
    while (differences.diffs.hasMore()) {
      differences.applyNext(root);
    }
    int expected = length + diffLength;
    var text = new Utf8Buffer(expected + expected / 2 + 16);
    root.appendTo(text, 0);
    return text.toString();
  }

  private void applyNext(JsonNode root) {
    int operation = diffs.u8("operation");
    if (operation > REMOVE) {
      throw diffs.error("operation " + operation + " is unknown");
    }
    String path = diffs.text("path");
    List<JsonLeg> legs = JsonPath.parse(path, column);
    JsonNode parent = parent(root, legs);
    JsonLeg last = legs.get(legs.size() - 1);
    boolean applied =
        switch (operation) {
          case REPLACE -> {
            JsonNode value = value();
            yield parent != null && parent.replace(last, value);
          }
          case INSERT -> {
            JsonNode value = value();
            yield parent != null && parent.insert(last, value);
          }
          default -> parent != null && parent.remove(last);
        };
    if (!applied) {
      throw new DecodeException(
          "%s: the difference %s %s does not fit the document of the before image"
              .formatted(column, name(operation), path));
    }
  }

  private static @Nullable JsonNode parent(JsonNode root, List<JsonLeg> legs) {
    JsonNode node = root;
    for (int i = 0; i < legs.size() - 1 && node != null; i++) {
      node = node.child(legs.get(i));
    }
    return node;
  }

  private JsonNode value() {
    int length = diffs.length("length of value");
    int at = diffs.skip(length, "value");
    if (length == 0) {
      throw diffs.error("a value without bytes");
    }
    return JsonNode.of(new JsonDocument(buffer, at, length, column + ", JSON difference"));
  }

  private static String name(int operation) {
    return switch (operation) {
      case REPLACE -> "REPLACE";
      case INSERT -> "INSERT";
      default -> "REMOVE";
    };
  }
}
