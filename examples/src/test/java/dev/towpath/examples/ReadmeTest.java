package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void everyProgramIsPartOfAnExample() throws IOException {
    List<String> sources = sources();
    List<String> programs = blocks("java");

    assertFalse(programs.isEmpty());
    for (String program : programs) {
      assertTrue(
          sources.stream().anyMatch(source -> contains(source, program)),
          () -> "in no example:\n" + program);
    }
  }

  @Test
  void theCommandsAreTheTwoThatAreTested() throws IOException {
    List<String> commands =
        blocks("bash").stream()
            .flatMap(String::lines)
            .map(line -> line.split(" +#", 2)[0])
            .toList();

    assertEquals(List.of("mvn -Pquickstart", "mvn verify"), commands);
    String ci = Files.readString(ROOT.resolve(".ci/run"));
    assertTrue(ci.contains("\ntimed mvn -B -Pquickstart "), ci);
    assertTrue(ci.contains("\ntimed mvn -B verify "), ci);
  }

  @Test
  void theQuickStartIsTheDefaultGoalOfItsProfile() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String profile = pom.substring(pom.indexOf("<profile>"));

    assertTrue(profile.contains("<id>quickstart</id>"), profile);
    assertTrue(profile.contains("<defaultGoal>"), profile);
  }

  @Test
  void whatItLinksToExists() throws IOException {
    List<String> links = LINK.matcher(readme()).results().map(match -> match.group(1)).toList();

    assertFalse(links.isEmpty());
    for (String link : links) {
      assertTrue(Files.exists(ROOT.resolve(link)), link);
    }
  }

  /** Returns whether {@code source} contains the lines of {@code part} in sequence, indented. */
  private static boolean contains(String source, String part) {
    List<String> lines = source.lines().toList();
    List<String> wanted = part.lines().toList();
    for (int i = 0; i + wanted.size() <= lines.size(); i++) {
      String window = String.join("\n", lines.subList(i, i + wanted.size()));
      if (window.stripIndent().lines().toList().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(readme())
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> java = files.filter(file -> file.toString().endsWith(".java")).toList();
      Stream.Builder<String> sources = Stream.builder();
      for (Path file : java) {
        sources.add(Files.readString(file));
      }
      return sources.build().toList();
    }
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
