package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The Markdown files of the project, read for their code blocks, tables, links and headings. */
final class Documents {
  /** The folder that contains the modules. */
  static final Path ROOT = Path.of("..");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
  private static final Pattern TABLE =
      Pattern.compile("(?m)^(\\|.*\\|)\\n\\|[-| ]+\\|\\n((?:\\|.*\\|\\n)+)");
  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Documents() {}

  /** A table with its header, its rows of trimmed cells, and the paragraph before it. */
  record Table(String introduction, String header, List<List<String>> rows) {}

  /** Returns every Markdown file. */
  static List<Path> all() throws IOException {
    return files(".md");
  }

  /** Returns every file whose name ends with this, build output excluded. */
  static List<Path> files(String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isOutput =
                name.equals("target") || (name.startsWith(".") && !name.equals(".."));
            return isOutput ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(suffix)) {
              found.add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  /** Returns the text of the only Java file with this name. */
  static String source(String name) throws IOException {
    List<Path> files = files("/" + name);
    assertEquals(1, files.size(), () -> name + ": " + files);
    return Files.readString(files.get(0));
  }

  /** Returns the README files. */
  static List<Path> readmes() throws IOException {
    return all().stream().filter(file -> file.endsWith("README.md")).toList();
  }

  /** Returns the code blocks of the language in the file. */
  static List<String> blocks(Path file, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(file))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** Returns the targets of the links in the file that stay within the project. */
  static List<String> links(Path file) throws IOException {
    return LINK.matcher(prose(file))
        .results()
        .map(match -> match.group(1))
        .filter(link -> !link.contains(":"))
        .toList();
  }

  /** Returns the anchors of the file's headings, formed as GitHub forms them. */
  static Set<String> anchors(Path file) throws IOException {
    Set<String> anchors = new TreeSet<>();
    HEADING
        .matcher(prose(file))
        .results()
        .map(match -> match.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }

  /** Returns the tables of the file with this header. */
  static List<Table> tables(Path file, String header) throws IOException {
    String text = prose(file);
    return TABLE
        .matcher(text)
        .results()
        .filter(match -> match.group(1).equals(header))
        .map(match -> new Table(before(text, match.start()), header, rows(match.group(2))))
        .toList();
  }

  private static String before(String text, int end) {
    String head = text.substring(0, end).stripTrailing();
    return head.substring(head.lastIndexOf("\n\n") + 1).strip();
  }

  private static List<List<String>> rows(String lines) {
    return lines
        .lines()
        .map(line -> CELL_END.splitAsStream(line).skip(1).map(String::strip).toList())
        .toList();
  }

  /** Returns the code within the lines of the file, blocks excluded. */
  static List<String> code(Path file) throws IOException {
    return code(prose(file));
  }

  /** Returns the code within the text. */
  static List<String> code(String text) {
    return CODE.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Returns the text of the main sources of the modules, with string literals joined. */
  static String mainSources() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (Path file : files(".java")) {
      if (file.toString().contains("/src/main/java/")) {
        sources.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    return sources.toString();
  }

  private static String prose(Path file) throws IOException {
    return BLOCK.matcher(Files.readString(file)).replaceAll("");
  }
}
