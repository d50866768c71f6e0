package dev.towpath.ha.zookeeper.internal.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reader and writer of the small JSON objects in nodes. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private Json() {}

  /** A writer of the fields of an object. */
  @FunctionalInterface
  public interface Fields {
    void writeTo(JsonGenerator json) throws IOException;
  }

  public static byte[] write(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the members of the object in {@code json}: nested objects as maps, arrays as lists,
   * numbers without fraction as {@code Long}, other scalars as their text, nulls left out.
   *
   * @throws IOException if the bytes are not a JSON object
   */
  public static Map<String, Object> read(byte[] json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is not a JSON object");
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
    return value(parser, Objects.requireNonNull(parser.nextToken(), "a JSON object does not end"));
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getText();
    };
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    var elements = new ArrayList<Object>();
    while (true) {
      JsonToken token = Objects.requireNonNull(parser.nextToken(), "a JSON array does not end");
      if (token == JsonToken.END_ARRAY) {
        return elements;
      }
      Object element = value(parser, token);
      if (element != null) {
        elements.add(element);
      }
    }
  }

  public static @Nullable String text(Map<String, Object> object, String name) {
    Object value = object.get(name);
    return value == null ? null : value.toString();
  }

  /**
   * Returns the number called {@code name}, also if it is written as text; null if there is none.
   */
  public static @Nullable Long number(Map<String, Object> object, String name) throws IOException {
    Object value = object.get(name);
    if (value == null || value instanceof Long) {
      return (Long) value;
    }
    try {
      return Long.valueOf(value.toString().strip());
    } catch (NumberFormatException e) {
      throw new IOException("'" + name + "' is not a number: " + value, e);
    }
  }

  /** Returns the object called {@code name}; empty if there is none. */
  static Map<String, Object> object(Map<String, Object> object, String name) {
    return object(object.get(name));
  }

  /** Returns the objects in the array called {@code name}; empty if there is none. */
  static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> list
        ? list.stream().map(Json::object).toList()
        : List.of();
  }

  private static Map<String, Object> object(@Nullable Object value) {
    var members = new LinkedHashMap<String, Object>();
    if (value instanceof Map<?, ?> nested) {
      nested.forEach((key, member) -> members.put(String.valueOf(key), member));
    }
    return members;
  }
}
