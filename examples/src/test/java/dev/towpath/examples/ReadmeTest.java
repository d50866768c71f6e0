package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of the README files: programs, commands, links and size. */
class ReadmeTest {
  private static final Path README = Documents.ROOT.resolve("README.md");

  @Test
  void everyProgramIsPartOfAnExample() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path file : Documents.files(".java")) {
      if (file.startsWith(Documents.ROOT.resolve("examples"))) {
        sources.add(Files.readString(file));
      }
    }
    int programs = 0;

    for (Path readme : Documents.readmes()) {
      for (String program : Documents.blocks(readme, "java")) {
        programs++;
        assertTrue(
            sources.stream().anyMatch(source -> contains(source, program)),
            () -> readme + ": in no example:\n" + program);
      }
    }

    assertTrue(programs >= 4, "too few programs found");
  }

  @Test
  void theCommandsAreTheTwoThatAreTested() throws IOException {
    List<String> commands =
        Documents.blocks(README, "bash").stream()
            .flatMap(String::lines)
            .map(line -> line.split(" +#", 2)[0])
            .toList();

    assertEquals(List.of("mvn -Pquickstart", "mvn verify"), commands);
    String ci = Files.readString(Documents.ROOT.resolve(".ci/run"));
    assertTrue(ci.contains("\ntimed mvn -B -Pquickstart "), ci);
    assertTrue(ci.contains("\ntimed mvn -B verify "), ci);
  }

  @Test
  void theQuickStartIsTheDefaultGoalOfItsProfile() throws IOException {
    String pom = Files.readString(Documents.ROOT.resolve("pom.xml"));
    String profile = pom.substring(pom.indexOf("<profile>"));

    assertTrue(profile.contains("<id>quickstart</id>"), profile);
    assertTrue(profile.contains("<defaultGoal>"), profile);
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    int links = 0;

    for (Path file : Documents.all()) {
      for (String link : Documents.links(file)) {
        links++;
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        assertTrue(Files.exists(target), () -> file + " links to " + link + ": no such file");
        if (parts.length == 2) {
          Set<String> anchors = Documents.anchors(target);
          assertTrue(
              anchors.contains(parts[1]),
              () -> file + " links to " + link + ": no such heading, but " + anchors);
        }
      }
    }

    assertTrue(links >= 60, "too few links found");
  }

  @Test
  void everyFolderOfTheBuildHasAReadmeThatTheFirstOneLinksTo() throws IOException {
    List<String> links = Documents.links(README);

    for (String module : List.of("core", "ha-zookeeper", "sink-rocketmq", "sink-api", "examples")) {
      assertTrue(links.contains(module + "/README.md"), module);
    }
  }

  @Test
  void theFirstReadmeIsShort() throws IOException {
    long bytes = Files.size(README);

    assertTrue(bytes <= 10_240, () -> README + " has " + bytes + " bytes, more than 10 KiB");
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
}
