package dev.towpath.internal.decode.json;

import dev.towpath.internal.bytes.Bytes;

/**
 * An object or array of a JSON document: its size, then the places of the keys, then the values or
 * their places. Immutable.
 */
final class JsonContainer {
  private static final int KEY_LENGTH_BYTES = 2;

  private final JsonDocument document;
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final boolean large;
  private final boolean object;
  private final int count;

  private JsonContainer(
      JsonDocument document, int start, int end, boolean large, boolean object, int count) {
    this.document = document;
    this.bytes = document.bytes();
    this.start = start;
    this.end = end;
    this.large = large;
    this.object = object;
    this.count = count;
  }

  /** Reads the container at {@code at}, whose value ends at {@code limit} at the latest. */
  static JsonContainer of(JsonDocument document, int type, int at, int limit) {
    boolean large = type == JsonDocument.LARGE_OBJECT || type == JsonDocument.LARGE_ARRAY;
    boolean object = type == JsonDocument.SMALL_OBJECT || type == JsonDocument.LARGE_OBJECT;
    int word = large ? 4 : 2;
    document.require(at, 2 * word, limit);
    long count = word(document.bytes(), at, large);
    long size = word(document.bytes(), at + word, large);
    long header = 2L * word + count * (1 + word + (object ? word + KEY_LENGTH_BYTES : 0));
    if (size > limit - at || header > size) {
      throw document.error(
          at, "%d elements in %d bytes, but %d are left".formatted(count, size, limit - at));
    }
    document.take(at, (int) header, limit);
    return new JsonContainer(document, at, at + (int) size, large, object, (int) count);
  }

  static boolean isContainer(int type) {
    return type >= JsonDocument.SMALL_OBJECT && type <= JsonDocument.LARGE_ARRAY;
  }

  /** Returns whether it is an object. */
  boolean isObject() {
    return object;
  }

  /** Returns the number of its elements or members. */
  int count() {
    return count;
  }

  /** Returns where its bytes end. */
  int end() {
    return end;
  }

  /** Returns where the key of a member starts; called once. */
  int key(int index) {
    int entry = keyEntry(index);
    int at = offset(entry);
    document.take(at, keyLength(index), end);
    return at;
  }

  /** Returns the length of a member's key in bytes. */
  int keyLength(int index) {
    return Bytes.u16(bytes, keyEntry(index) + word());
  }

  /** Returns the type of a value. */
  int type(int index) {
    return bytes[valueEntry(index)];
  }

  /** Returns whether a value is stored inline, instead of its place. */
  boolean isInlined(int index) {
    return isInlinedType(type(index));
  }

  /** Returns whether values of a type are stored inline, instead of their place. */
  boolean isInlinedType(int type) {
    return switch (type) {
      case JsonDocument.LITERAL, JsonDocument.INT16, JsonDocument.UINT16 -> true;
      case JsonDocument.INT32, JsonDocument.UINT32 -> large;
      default -> false;
    };
  }

  /** Returns where a value starts. */
  int value(int index) {
    int entry = valueEntry(index);
    return isInlinedType(bytes[entry]) ? entry + 1 : offset(entry + 1);
  }

  private int word() {
    return large ? 4 : 2;
  }

  private int keyEntry(int index) {
    return start + 2 * word() + index * (word() + KEY_LENGTH_BYTES);
  }

  private int valueEntry(int index) {
    int word = word();
    int entries = start + 2 * word + (object ? count * (word + KEY_LENGTH_BYTES) : 0);
    return entries + index * (1 + word);
  }

  private int offset(int at) {
    long offset = word(bytes, at, large);
    if (offset > end - start) {
      throw document.error(at, "offset " + offset + " is outside of its container");
    }
    return start + (int) offset;
  }

  private static long word(byte[] bytes, int at, boolean large) {
    return large ? Bytes.u32(bytes, at) : Bytes.u16(bytes, at);
  }
}
