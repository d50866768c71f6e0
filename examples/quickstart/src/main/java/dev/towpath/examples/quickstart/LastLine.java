package dev.towpath.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The last line of the quick start, once more. Maven calls this program in its own JVM before the
 * quick start, because Maven itself prints a summary at its end: the verdict is still the last
 * line.
 */
public final class LastLine {
  private LastLine() {}

  /**
   * Makes this JVM print the verdict of the quick start when it exits, if there is one by then.
   *
   * @param arguments the directory for logs, as for {@link QuickStart}
   */
  public static void main(String[] arguments) throws IOException {
    Path file = file(Path.of(arguments[0]));
    Files.deleteIfExists(file);
    // The group of the calling thread ends before the JVM does.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(outermostGroup(), () -> repeat(file, System.out), "last-line"));
  }

  /** Keeps {@code line} in the directory {@code logs}, for the end of Maven. */
  static void keep(Path logs, String line) throws IOException {
    Files.writeString(file(logs), line);
  }

  static Path file(Path logs) {
    return logs.resolve("verdict");
  }

  private static ThreadGroup outermostGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  /** Prints the line that was kept in {@code file}, if there is one. */
  static void repeat(Path file, PrintStream out) {
    try {
      if (Files.exists(file)) {
        out.println(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
