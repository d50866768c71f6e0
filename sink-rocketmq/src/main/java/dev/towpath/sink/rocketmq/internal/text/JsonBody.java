package dev.towpath.sink.rocketmq.internal.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A JSON object as a message body. */
public final class JsonBody {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(8))
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private JsonBody() {}

  /** A writer of the object's fields. */
  @FunctionalInterface
  public interface Fields {
    /** Writes the fields, one after the other. */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /**
   * Returns the body with the fields.
   *
   * @param expectedSize its expected size in bytes
   */
  public static byte[] of(int expectedSize, Fields fields) throws IOException {
    var bytes = new ByteArrayOutputStream(expectedSize);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
