package dev.towpath.verification.conventions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sources and documents of this repository. */
final class Sources {
  private static final Path ROOT = Path.of("../../..");

  private Sources() {}

  /** Returns the name of a file relative to the repository. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  /** Returns all sources and documents. */
  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      List<Path> found =
          all.filter(file -> file.toString().matches(".*\\.(java|md)"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      if (found.size() < 100) {
        throw new IOException("only " + found.size() + " files below " + ROOT.toAbsolutePath());
      }
      return found;
    }
  }
}
