package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The key of a member, in the order of MySQL: shorter ones first, then by bytes. Immutable. */
final class JsonKey implements Comparable<JsonKey> {
  private final byte[] utf8;

  JsonKey(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** Appends it in the form of a JSON text. */
  void appendTo(Utf8Buffer text) {
    JsonString.append(text, utf8, 0, utf8.length);
  }

  @Override
  public int compareTo(JsonKey other) {
    return utf8.length == other.utf8.length
        ? Arrays.compareUnsigned(utf8, other.utf8)
        : Integer.compare(utf8.length, other.utf8.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonKey key && Arrays.equals(utf8, key.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
