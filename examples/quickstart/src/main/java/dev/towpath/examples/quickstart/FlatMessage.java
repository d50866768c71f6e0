package dev.towpath.examples.quickstart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of canal's {@code FlatMessage} that a consumer needs. Immutable.
 *
 * @param database the database
 * @param table the table
 * @param type {@code INSERT}, {@code UPDATE}, {@code DELETE}, or the kind of a statement
 * @param isDdl whether it is a statement and has no rows
 * @param pkNames the primary key's columns
 * @param data the rows after the change, of a delete before it; the columns' text by name
 * @param old for an update the former values of the changed columns, row by row
 * @param sql the statement
 */
record FlatMessage(
    String database,
    String table,
    String type,
    boolean isDdl,
    @Nullable List<String> pkNames,
    @Nullable List<Map<String, @Nullable String>> data,
    @Nullable List<Map<String, @Nullable String>> old,
    @Nullable String sql) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Reads the body of a message.
   *
   * @throws IOException if the body is not JSON of this form
   */
  static FlatMessage parse(byte[] body) throws IOException {
    return JSON.readValue(body, FlatMessage.class);
  }

  /** Returns the changed rows; none for a statement. */
  List<Map<String, @Nullable String>> rows() {
    return data == null ? List.of() : data;
  }

  /** Returns the texts of the primary key of {@code row}, joined by a slash. */
  String primaryKey(Map<String, @Nullable String> row) {
    return pkNames == null ? "" : pkNames.stream().map(row::get).collect(Collectors.joining("/"));
  }

  /** Returns the changes of the rows, which came from {@code source}. */
  List<Change> changes(String source) {
    List<Change> changes = new ArrayList<>();
    for (Map<String, @Nullable String> row : rows()) {
      var key = new Change.Key(source, table, primaryKey(row));
      var kind = Change.Kind.valueOf(type);
      long version = Long.parseLong(String.valueOf(row.get("version")));
      changes.add(new Change(new Change.Id(key, kind, version), row));
    }
    return changes;
  }
}
