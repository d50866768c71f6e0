package dev.towpath.verification.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child JVM that runs a main class. */
final class Child {
  private Child() {}

  /**
   * Runs to the end and returns the last line of the output.
   *
   * @throws IllegalStateException if it fails
   */
  static String run(Class<?> main, String heap, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      String[] lines = output.strip().split("\n", -1);
      if (exit != 0 || lines[lines.length - 1].isEmpty()) {
        throw new IllegalStateException(
            "%s %s ended with %d: %s".formatted(main.getSimpleName(), arguments, exit, output));
      }
      return lines[lines.length - 1];
    } finally {
      process.destroyForcibly();
    }
  }
}
