package dev.towpath.examples;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.examples.Documents.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the names in the Markdown files exist: types, members, packages, build options. */
class NamesInTextTest {
  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*");
  private static final Pattern MEMBER = Pattern.compile("(?<![\\w-])([A-Z]\\w*[a-z]\\w*)\\.(\\w+)");
  private static final Pattern CALL = Pattern.compile("(?<!\\w)([a-z]\\w*)\\(");
  private static final Pattern PROFILE = Pattern.compile("-P([\\w,-]+)");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.]+)");
  private static final Pattern MODULES = Pattern.compile("-pl ([\\w,/.-]+)");
  private static final Pattern DIRECTORY = Pattern.compile("-f ([\\w/.-]+)");

  /** What stands for any module in a command. */
  private static final String PLACEHOLDER = "NAME";

  /** Names of Java, Spring and RocketMQ. */
  private static final Set<String> FOREIGN =
      Set.of(
          "AccessChannel",
          "Duration",
          "Error",
          "InterruptedException",
          "List",
          "Message",
          "SmartLifecycle",
          "System");

  /** Properties of Maven's plugins. */
  private static final Set<String> MAVEN =
      Set.of(
          "failsafe.failIfNoSpecifiedTests",
          "it.test",
          "surefire.failIfNoSpecifiedTests",
          "skipPublishing");

  private final Set<String> missing = new TreeSet<>();
  private int looked;

  private void check(boolean exists, Path file, String name) {
    looked++;
    if (!exists) {
      missing.add(file + ": " + name);
    }
  }

  private void assertAllExist(int least) {
    assertEquals(Set.of(), missing);
    assertTrue(looked >= least, "too few names found: " + looked);
  }

  /** Returns the text of each Java type of its own file. */
  private static Map<String, String> types() throws IOException {
    Map<String, String> types = new TreeMap<>();
    for (Path file : Documents.files(".java")) {
      String name = file.getFileName().toString();
      types.merge(name.substring(0, name.length() - 5), Files.readString(file), String::concat);
    }
    return types;
  }

  @Test
  void typesAndTheirMembersExist() throws IOException {
    Map<String, String> types = types();

    for (Path file : Documents.all()) {
      for (String code : Documents.code(file)) {
        if (TYPE.matcher(code).matches() && !FOREIGN.contains(code)) {
          check(types.containsKey(code), file, code);
        }
        Matcher member = MEMBER.matcher(code);
        while (member.find()) {
          if (!FOREIGN.contains(member.group(1))) {
            String text = types.getOrDefault(member.group(1), "");
            check(isWord(member.group(2), text), file, member.group());
          }
        }
      }
    }

    assertAllExist(100);
  }

  @Test
  void methodsExist() throws IOException {
    String sources = Documents.mainSources();

    for (Path file : Documents.all()) {
      for (String code : Documents.code(file)) {
        Matcher call = CALL.matcher(code);
        while (call.find()) {
          Pattern method = Pattern.compile("\\b" + call.group(1) + "\\(");
          check(method.matcher(sources).find(), file, code);
        }
      }
    }

    assertAllExist(100);
  }

  @Test
  void packagesOfTheLayoutExist() throws IOException {
    Path file = Documents.ROOT.resolve("CONTRIBUTING.md");
    Set<Path> folders = Documents.files(".java").stream().map(Path::getParent).collect(toSet());

    for (Table table : Documents.tables(file, "| package | what it does |")) {
      for (List<String> row : table.rows()) {
        for (String name : Documents.code(row.get(0))) {
          Path folder = Path.of(name.replace('.', '/'));
          check(folders.stream().anyMatch(each -> each.endsWith(folder)), file, name);
        }
      }
    }

    assertAllExist(10);
  }

  @Test
  void profilesPropertiesAndModulesOfCommandsExist() throws IOException {
    String poms = text(Documents.files("pom.xml"));
    String sources = poms + text(Documents.files(".java"));

    for (Path file : Documents.all()) {
      for (String command : commands(file)) {
        names(PROFILE, command).forEach(name -> check(poms.contains(id(name)), file, "-P" + name));
        names(PROPERTY, command)
            .filter(name -> !MAVEN.contains(name))
            .forEach(name -> check(isWord(name, sources), file, "-D" + name));
        Path directory = Documents.ROOT.resolve(names(DIRECTORY, command).findFirst().orElse(""));
        names(MODULES, command)
            .filter(module -> !module.equals(PLACEHOLDER))
            .map(module -> directory.resolve(module).resolve("pom.xml"))
            .forEach(pom -> check(Files.exists(pom), file, pom.toString()));
      }
    }

    assertAllExist(60);
  }

  private static boolean isWord(String name, String text) {
    return Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(text).find();
  }

  private static List<String> commands(Path file) throws IOException {
    Stream<String> blocks =
        Stream.concat(Documents.blocks(file, "bash").stream(), Documents.blocks(file, "").stream());
    return Stream.concat(Documents.code(file).stream(), blocks).toList();
  }

  private static Stream<String> names(Pattern pattern, String command) {
    return pattern
        .matcher(command)
        .results()
        .flatMap(match -> Pattern.compile(",").splitAsStream(match.group(1)));
  }

  private static String id(String profile) {
    return "<id>" + profile + "</id>";
  }

  private static String text(List<Path> files) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }
}
