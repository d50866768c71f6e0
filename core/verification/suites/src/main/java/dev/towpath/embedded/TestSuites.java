package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The test suites that Debian's unstable distribution has for its servers, downloaded once. */
public final class TestSuites {
  private TestSuites() {}

  /**
   * Returns the directory in which the suites of a server's product are; includes are named from
   * there.
   */
  public static Path of(MySqlVersion version) {
    boolean mariaDb = version == MySqlVersion.MARIADB_11_4;
    String name = mariaDb ? "mariadb-test-data" : "mysql-testsuite";
    String place = mariaDb ? "usr/share/mariadb/mariadb-test" : "usr/lib/mysql-test";
    return ServerCache.ofUser()
        .entry(name, directory -> unpack(name, place, directory))
        .resolve("suites");
  }

  private static void unpack(String name, String place, Path directory) throws IOException {
    try (TemporaryDirectory work = TemporaryDirectory.create("towpath-apt-")) {
      Path root = AptDownload.ofSuite(work.path(), "sid", "amd64").unpackFirst(List.of(name));
      Path suites = directory.resolve("suites");
      if (!Files.isDirectory(root.resolve(place))) {
        throw new ServerException("the package " + name + " has no directory " + place);
      }
      copyScripts(root.resolve(place), suites);
    }
  }

  /** Copies only the files that an interpreter reads; most of a package are results and data. */
  private static void copyScripts(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(TestSuites::isScript).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.resolveSibling(""));
        Files.copy(file, copy);
      }
    }
  }

  private static boolean isScript(Path file) {
    return Files.isRegularFile(file) && file.toString().matches(".*\\.(test|inc|pre|opt|cnf)");
  }
}
