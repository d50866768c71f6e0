package dev.towpath.verification.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The clean-up of directories of runs. */
final class Directories {
  private Directories() {}

  /** Deletes the directory and its content, if it exists. */
  static void deleteIfExists(Path directory) throws IOException {
    if (Files.exists(directory)) {
      for (Path file : deepestFirst(directory)) {
        Files.delete(file);
      }
    }
  }

  /** Deletes all files below the directory whose names do not end in {@code suffix}. */
  static void deleteAllBut(Path directory, String suffix) throws IOException {
    for (Path file : deepestFirst(directory)) {
      boolean isKept = Files.isDirectory(file) ? !isEmpty(file) : file.toString().endsWith(suffix);
      if (!isKept) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> deepestFirst(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
