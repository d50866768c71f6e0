package dev.towpath.embedded;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A factory of command lines that run a main class of this class path in a JVM of its own. */
final class JavaProgram {
  private JavaProgram() {}

  /**
   * Returns a command line for a small JVM of the same version as this one.
   *
   * @param scratch an existing directory that stands for the user's home and takes temporary files
   * @param flags further options of the JVM
   */
  static List<String> command(
      Class<?> main, Path scratch, List<String> flags, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Both would leave files behind in the system's temporary directory.
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + scratch,
                "-Duser.home=" + scratch));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Returns the class path that this class came from, also where a build tool loaded it by itself.
   */
  private static String classPath() {
    Stream<Path> entries =
        JavaProgram.class.getClassLoader() instanceof URLClassLoader loader
            ? Arrays.stream(loader.getURLs()).map(JavaProgram::file)
            : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    // The program runs in another directory.
    return entries
        .map(entry -> entry.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path file(URL url) {
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new ServerException("a class path entry has no file name: " + url, e);
    }
  }
}
