package dev.towpath.verification.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * The printed result of a run.
 *
 * @param json the line
 * @param contestant the contestant
 * @param workload the workload
 * @param fields all fields
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

  /** Returns a figure of the result. */
  double figure(String name) {
    return fields.path(name).asDouble();
  }
}
