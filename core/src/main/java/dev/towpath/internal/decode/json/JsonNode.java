package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.BinlogDialect.JsonStyle;
import dev.towpath.internal.decode.text.Utf8Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document that is changed: bytes, until a path leads into it; then the values of
 * its members or elements. Used by one thread.
 */
final class JsonNode {
  private final JsonDocument document;
  private final int type;
  private final int at;
  private final int limit;
  private final boolean inlined;
  private @Nullable SortedMap<JsonKey, JsonNode> members;
  private @Nullable List<JsonNode> elements;

  private JsonNode(JsonDocument document, int type, int at, int limit, boolean inlined) {
    this.document = document;
    this.type = type;
    this.at = at;
    this.limit = limit;
    this.inlined = inlined;
  }

  /** Returns the outermost value of a document. */
  static JsonNode of(JsonDocument document) {
    return new JsonNode(document, document.type(), document.start(), document.end(), false);
  }

  /** Returns the value that a step leads to; null if there is none. */
  @Nullable JsonNode child(JsonLeg leg) {
    expand();
    if (leg instanceof JsonLeg.Member member) {
      return members == null ? null : members.get(member.key());
    }
    JsonLeg.Cell cell = (JsonLeg.Cell) leg;
    return elements != null && cell.isWithin(elements.size())
        ? elements.get(cell.position(elements.size()))
        : null;
  }

  /** Replaces the value that a step leads to; returns false if there is none. */
  boolean replace(JsonLeg leg, JsonNode value) {
    if (child(leg) == null) {
      return false;
    }
    if (leg instanceof JsonLeg.Member member && members != null) {
      members.put(member.key(), value);
    } else if (leg instanceof JsonLeg.Cell cell && elements != null) {
      elements.set(cell.position(elements.size()), value);
    }
    return true;
  }

  /** Adds a new member or an element; returns false if that is impossible. */
  boolean insert(JsonLeg leg, JsonNode value) {
    expand();
    if (leg instanceof JsonLeg.Member member) {
      return members != null && members.putIfAbsent(member.key(), value) == null;
    }
    JsonLeg.Cell cell = (JsonLeg.Cell) leg;
    if (elements == null) {
      return false;
    }
    elements.add(cell.position(elements.size()), value);
    return true;
  }

  /** Removes the value that a step leads to; returns false if there is none. */
  boolean remove(JsonLeg leg) {
    if (child(leg) == null) {
      return false;
    }
    if (leg instanceof JsonLeg.Member member && members != null) {
      members.remove(member.key());
    } else if (leg instanceof JsonLeg.Cell cell && elements != null) {
      elements.remove(cell.position(elements.size()));
    }
    return true;
  }

  private void expand() {
    if (!JsonContainer.isContainer(type) || members != null || elements != null) {
      return;
    }
    // The depth is checked where it is known, when the text is created.
    JsonContainer container = document.container(type, at, limit, 0);
    if (container.isObject()) {
      members = new TreeMap<>();
      for (int i = 0; i < container.count(); i++) {
        int key = container.key(i);
        byte[] utf8 = Arrays.copyOfRange(document.bytes(), key, key + container.keyLength(i));
        members.put(new JsonKey(utf8), value(container, i));
      }
    } else {
      elements = new ArrayList<>(container.count());
      for (int i = 0; i < container.count(); i++) {
        elements.add(value(container, i));
      }
    }
  }

  private JsonNode value(JsonContainer container, int index) {
    return new JsonNode(
        document,
        container.type(index),
        container.value(index),
        container.end(),
        container.isInlined(index));
  }

  /**
   * Appends the text of the value.
   *
   * @param depth the levels around it
   */
  void appendTo(Utf8Buffer text, int depth) {
    if (members != null) {
      requireDepth(depth);
      text.append('{');
      String separator = "";
      for (Map.Entry<JsonKey, JsonNode> member : members.entrySet()) {
        text.append(separator);
        member.getKey().appendTo(text);
        text.append(": ");
        member.getValue().appendTo(text, depth + 1);
        separator = ", ";
      }
      text.append('}');
    } else if (elements != null) {
      requireDepth(depth);
      text.append('[');
      String separator = "";
      for (JsonNode element : elements) {
        text.append(separator);
        element.appendTo(text, depth + 1);
        separator = ", ";
      }
      text.append(']');
    } else if (inlined) {
      printer(text).appendNumber(type, at);
    } else {
      printer(text).appendValue(type, at, limit, depth);
    }
  }

  private JsonText printer(Utf8Buffer text) {
    // MySQL 5.7 logs no documents that change.
    return new JsonText(document, text, JsonStyle.MYSQL_8);
  }

  private void requireDepth(int depth) {
    document.requireDepth(at, depth);
  }
}
