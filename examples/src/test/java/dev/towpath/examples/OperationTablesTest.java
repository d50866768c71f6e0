package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.examples.Documents.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests of the tables of metrics, messages and canal's settings in the README files. */
class OperationTablesTest {
  private static final Pattern METRIC = Pattern.compile("\"(towpath\\.[a-z.]+)\"");
  private static final Pattern CANAL_SETTING = Pattern.compile("(?:canal|rocketmq)\\.[\\w.]+");
  private static final Pattern PROPERTY = Pattern.compile("String \\w+ = \"(\\w+)\";");
  private static final Path ROCKETMQ = Documents.ROOT.resolve("sink-rocketmq/README.md");
  private static final Path CORE = Documents.ROOT.resolve("core/README.md");

  private static Set<String> all(Pattern pattern, String source) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(source).results().forEach(match -> found.add(match.group(1)));
    return found;
  }

  /** Returns the code in the first cell of each row of the tables with this header. */
  private static List<String> code(Path file, String header) throws IOException {
    return Documents.tables(file, header).stream()
        .map(Table::rows)
        .flatMap(List::stream)
        .flatMap(row -> Documents.code(row.get(0)).stream())
        .toList();
  }

  @Test
  void everyMetricHasARow() throws IOException {
    assertEquals(
        all(METRIC, Documents.source("TowpathMetrics.java")),
        new TreeSet<>(code(CORE, "| metric | what it is | alert when |")));
  }

  @Test
  void everyMessagePropertyHasARow() throws IOException {
    assertEquals(
        all(PROPERTY, Documents.source("MessageProperties.java")),
        new TreeSet<>(code(ROCKETMQ, "| property | meaning |")));
  }

  /** What is quoted is what the library says: an operator searches for it. */
  @Test
  void everyQuotedMessageIsInTheSources() throws IOException {
    String sources = Documents.mainSources();
    int messages = 0;

    for (Path readme : Documents.readmes()) {
      for (String message : code(readme, "| you see | it means | do |")) {
        messages++;
        // A capital word is a state or a stage, which is printed before the message.
        for (String part : message.replaceFirst("^[A-Z]+ (?=[a-z])", "").split("…", -1)) {
          assertTrue(sources.contains(part.strip()), () -> readme + " quotes " + message);
        }
      }
    }

    assertTrue(messages >= 25, "too few messages found");
  }

  @Test
  void everySettingOfCanalIsOneThatTheMigrationKnows() throws IOException {
    String known = Documents.source("SettingCatalog.java");
    Path readme = Documents.ROOT.resolve("ha-zookeeper/README.md");
    Set<String> unknown = new TreeSet<>();
    int settings = 0;

    for (String header :
        List.of(
            "| canal setting | here | differences |",
            "| canal setting | [RocketMqSink](../sink-rocketmq/README.md#settings) |"
                + " differences |")) {
      for (String setting : code(readme, header)) {
        assertTrue(CANAL_SETTING.matcher(setting).matches(), setting);
        settings++;
        if (!known.contains("      " + setting + " |")) {
          unknown.add(setting);
        }
      }
    }

    assertEquals(Set.of(), unknown);
    assertTrue(settings >= 30, "too few settings found");
  }
}
