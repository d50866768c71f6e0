package dev.towpath.scripted;

import dev.towpath.embedded.EmbeddedMySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recording of a real server's binlog and of its answers about itself. Immutable.
 *
 * @param version the version it announces
 * @param variables global variables by name
 * @param purged the GTIDs before the first file, as text
 * @param executed the GTIDs up to the end of the last file, as text
 * @param files the binlog files, oldest first
 * @param answers rows by query, for the queries about tables
 */
public record Recording(
    String version,
    Map<String, String> variables,
    String purged,
    String executed,
    List<RecordedFile> files,
    Map<String, List<List<@Nullable String>>> answers) {

  /** Copies the collections. */
  public Recording {
    variables = Map.copyOf(variables);
    files = List.copyOf(files);
    answers = Map.copyOf(answers);
  }

  /**
   * Records a server with its data in {@code directory}, from the file {@code first} on. A new file
   * is begun, so that the recorded files are complete; the end of the last file is not recorded.
   */
  public static Recording of(EmbeddedMySql mysql, Path directory, String first) throws IOException {
    mysql.execute("FLUSH BINARY LOGS");
    List<List<@Nullable String>> logs = mysql.query("SHOW BINARY LOGS");
    List<RecordedFile> files = new ArrayList<>();
    for (List<@Nullable String> log : logs.subList(0, logs.size() - 1)) {
      String name = Objects.requireNonNull(log.get(0));
      if (name.compareTo(first) >= 0) {
        byte[] content = Files.readAllBytes(directory.resolve("data").resolve(name));
        files.add(RecordedFile.parse(name, content));
      }
    }
    RecordedFile last = files.remove(files.size() - 1);
    files.add(new RecordedFile(last.name(), last.events().subList(0, last.events().size() - 1)));
    Map<String, String> variables = new HashMap<>();
    for (List<@Nullable String> row : mysql.query("SHOW GLOBAL VARIABLES")) {
      variables.put(Objects.requireNonNull(row.get(0)), Objects.requireNonNullElse(row.get(1), ""));
    }
    return new Recording(
        Objects.requireNonNull(variables.get("version")),
        variables,
        files.get(0).previous().toString(),
        Objects.requireNonNull(variables.get("gtid_executed")).replace("\n", ""),
        files,
        tables(mysql));
  }

  private static Map<String, List<List<@Nullable String>>> tables(EmbeddedMySql mysql) {
    Map<String, List<List<@Nullable String>>> answers = new HashMap<>();
    for (List<@Nullable String> column :
        mysql.query(
            "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME,"
                + " IS_NULLABLE, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA NOT IN"
                + " ('mysql', 'sys', 'information_schema', 'performance_schema')"
                + " ORDER BY ORDINAL_POSITION")) {
      answers
          .computeIfAbsent("COLUMNS " + column.get(0) + '.' + column.get(1), k -> new ArrayList<>())
          .add(column.subList(2, 7));
    }
    for (List<@Nullable String> part :
        mysql.query(
            "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS"
                + " WHERE INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX")) {
      answers
          .computeIfAbsent("STATISTICS " + part.get(0) + '.' + part.get(1), k -> new ArrayList<>())
          .add(part.subList(2, 3));
    }
    return answers;
  }

  /** Returns the same recording with other files. */
  Recording with(List<RecordedFile> others) {
    return new Recording(version, variables, purged, executed, others, answers);
  }

  /** Returns the same recording with another setting. */
  public Recording with(String variable, String value) {
    Map<String, String> changed = new HashMap<>(variables);
    changed.put(variable, value);
    return new Recording(version, changed, purged, executed, files, answers);
  }

  /** Returns how many bytes its events have. */
  long size() {
    return files.stream().mapToLong(RecordedFile::size).sum();
  }
}
