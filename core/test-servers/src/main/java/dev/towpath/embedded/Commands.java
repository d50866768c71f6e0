package dev.towpath.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A runner of short external programs. */
final class Commands {
  private Commands() {}

  /** Runs {@code command} and returns its output; throws when it cannot be run or fails. */
  static String run(String... command) {
    return run(Map.of(), List.of(command));
  }

  /** Does the same, with {@code environment} added to this JVM's own. */
  static String run(Map<String, String> environment, List<String> command) {
    return runIn(Path.of("").toAbsolutePath(), environment, command);
  }

  /** Does the same, in {@code directory}. */
  static String runIn(Path directory, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new ServerException(command.get(0) + " failed: " + lastLine(output));
      }
      return output;
    } catch (IOException e) {
      throw new ServerException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while " + command.get(0) + " was running", e);
    }
  }

  private static String lastLine(String output) {
    return output.lines().reduce("no output", (earlier, last) -> last);
  }

  /** Returns whether every one of {@code programs} is on the path of executables. */
  static boolean areInstalled(String... programs) {
    String[] path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Arrays.stream(programs)
        .allMatch(
            program ->
                Arrays.stream(path)
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
  }
}
