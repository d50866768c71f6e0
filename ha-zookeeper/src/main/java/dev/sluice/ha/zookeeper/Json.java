package dev.sluice.ha.zookeeper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes the small JSON objects that are kept in nodes. */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private Json() {}

  /** Writes the members of an object. */
  @FunctionalInterface
  interface Members {
    void writeTo(JsonGenerator json) throws IOException;
  }

  static byte[] write(Members members) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The members of the object in {@code json}: nested objects as maps, numbers without fraction as
   * {@code Long}, other scalars as their text, nulls and arrays left out.
   *
   * @throws IOException if it is no JSON object
   */
  static Map<String, Object> read(byte[] json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      return members(parser);
    }
  }

  private static Map<String, Object> members(JsonParser parser) throws IOException {
    var members = new LinkedHashMap<String, Object>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Object value = value(parser);
      if (value != null) {
        members.put(name, value);
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("a JSON object does not end");
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = Objects.requireNonNull(parser.nextToken(), "a JSON object does not end");
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> {
        parser.skipChildren();
        yield null;
      }
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getText();
    };
  }

  static @Nullable String text(Map<String, Object> object, String name) {
    Object value = object.get(name);
    return value == null ? null : value.toString();
  }

  /** The number called {@code name}, also when it is written as a text; null if there is none. */
  static @Nullable Long number(Map<String, Object> object, String name) throws IOException {
    Object value = object.get(name);
    if (value == null || value instanceof Long) {
      return (Long) value;
    }
    try {
      return Long.valueOf(value.toString().strip());
    } catch (NumberFormatException e) {
      throw new IOException("'" + name + "' is no number: " + value, e);
    }
  }

  /** The object called {@code name}; empty if there is none. */
  static Map<String, Object> object(Map<String, Object> object, String name) {
    var members = new LinkedHashMap<String, Object>();
    if (object.get(name) instanceof Map<?, ?> nested) {
      nested.forEach((key, value) -> members.put(String.valueOf(key), value));
    }
    return members;
  }
}
