package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of the agreement between POMs that Maven does not check. */
class ArtifactsTest {
  private static final Path ROOT = Path.of("..");

  /** The BOM has no parent, so that it manages only Towpath. */
  @Test
  void theBomHasTheVersionOfTheParentEverywhere() throws IOException {
    String parent = read("pom.xml");

    assertEquals(
        Set.of(all(parent, "<version>([^<$]+)</version>").get(0)),
        new TreeSet<>(all(bom(), "<version>([^<]+)</version>")));
  }

  @Test
  void theBomHasEveryPublishedArtifact() throws IOException {
    Set<String> published = new TreeSet<>();
    for (String module :
        List.of(
            "sink-api",
            "sink-api/testkit",
            "core",
            "core/test-servers",
            "ha-zookeeper",
            "sink-rocketmq")) {
      published.add(all(read(module + "/pom.xml"), "<artifactId>([^<]+)</artifactId>").get(1));
    }
    Set<String> managed = new TreeSet<>(all(bom(), "<artifactId>([^<]+)</artifactId>"));
    managed.remove("towpath-bom");

    assertEquals(published, managed);
  }

  /** Returns the BOM without the plugins of a release. */
  private static String bom() throws IOException {
    String bom = read("core/bom/pom.xml");
    return bom.substring(0, bom.indexOf("<profiles>"));
  }

  /** Their POMs would not name what they need, and tools do not see their sources. */
  @Test
  void noArtifactIsAJarOfTestsOrHasAClassifier() throws IOException {
    for (Path pom : Documents.files("pom.xml")) {
      String text = Files.readString(pom);
      assertFalse(text.contains("test-jar"), pom::toString);
      for (String dependency : all(text, "(?s)<dependency>(.*?)</dependency>")) {
        boolean isOurs = dependency.contains("<groupId>dev.towpath</groupId>");
        assertFalse(isOurs && dependency.contains("<classifier>"), () -> pom + ": " + dependency);
      }
    }
  }

  @Test
  void everyModuleOfVerificationIsBuiltAndNotPublished() throws IOException {
    String parent = read("core/verification/pom.xml");
    assertTrue(parent.contains("<maven.deploy.skip>true</maven.deploy.skip>"), parent);
    Set<String> listed = new TreeSet<>(all(parent, "<module>(\\w+)</module>"));

    assertEquals(modulesOfVerification(), listed);
    for (String module : listed) {
      String pom = read("core/verification/" + module + "/pom.xml");
      assertEquals("towpath-verification", all(pom, "<artifactId>([^<]+)</artifactId>").get(0));
    }
  }

  private static Set<String> modulesOfVerification() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("core/verification"))) {
      return files
          .filter(directory -> Files.exists(directory.resolve("pom.xml")))
          .map(directory -> directory.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static List<String> all(String text, String expression) {
    Matcher matcher = Pattern.compile(expression).matcher(text);
    return matcher.results().map(result -> result.group(1)).toList();
  }
}
