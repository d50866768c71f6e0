package dev.sluice.examples.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What a run printed.
 *
 * @param json the line
 * @param contestant who ran
 * @param workload what
 * @param fields all of it
 */
record Result(String json, String contestant, String workload, JsonNode fields) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Reads a line. */
  static Result parse(String json) {
    try {
      JsonNode fields = MAPPER.readTree(json);
      return new Result(
          json, fields.path("contestant").asText(), fields.path("workload").asText(), fields);
    } catch (IOException e) {
      throw new IllegalStateException("a run printed no result but " + json, e);
    }
  }

  /** A figure of the result. */
  double figure(String name) {
    return fields.path(name).asDouble();
  }
}
