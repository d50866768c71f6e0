package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shared libraries that a server needs and this machine lacks. On Debian and its relatives they are
 * fetched as packages into the cache, without privileges and without touching the system.
 */
final class NativeLibraries {
  private static final Pattern NOT_FOUND = Pattern.compile("(\\S+) => not found");

  /** Maps a library to the Debian and Ubuntu packages that may contain it, newest first. */
  private static final Map<String, List<String>> DEBIAN =
      Map.of(
          "libaio.so.1", List.of("libaio1t64", "libaio1"),
          "libnuma.so.1", List.of("libnuma1"),
          "libcrypt.so.1", List.of("libcrypt1"),
          "libgcc_s.so.1", List.of("libgcc-s1"),
          "libstdc++.so.6", List.of("libstdc++6"));

  /** Maps a library to its package on systems with dnf or yum. */
  private static final Map<String, String> RED_HAT =
      Map.of(
          "libaio.so.1", "libaio",
          "libnuma.so.1", "numactl-libs",
          "libcrypt.so.1", "libxcrypt-compat",
          "libgcc_s.so.1", "libgcc",
          "libstdc++.so.6", "libstdc++");

  private NativeLibraries() {}

  /** Returns the environment in which {@code executable} finds its libraries. */
  static Map<String, String> environment(Path executable, Consumer<String> progress) {
    Platform platform = Platform.current();
    platform.requireLoader();
    if (!platform.isLinux() || !Commands.areInstalled("ldd")) {
      return Map.of();
    }
    SortedSet<String> missing = missing(executable, Map.of());
    if (missing.isEmpty()) {
      return Map.of();
    }
    Path directory =
        ServerCache.ofUser()
            .entry("lib-" + String.join("-", missing), target -> fetch(missing, target, progress));
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", directory.toString());
    SortedSet<String> unmet = missing(executable, environment);
    if (!unmet.isEmpty()) {
      throw unmet(unmet, "those in " + directory + " do not help");
    }
    return environment;
  }

  private static SortedSet<String> missing(Path executable, Map<String, String> environment) {
    String output = Commands.run(environment, List.of("ldd", executable.toString()));
    return NOT_FOUND
        .matcher(output)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void fetch(SortedSet<String> libraries, Path target, Consumer<String> progress)
      throws IOException {
    if (!DEBIAN.keySet().containsAll(libraries)) {
      throw unmet(libraries, "not all of them are known here");
    }
    if (!Commands.areInstalled("apt-get", "dpkg-deb")) {
      throw unmet(libraries, "this system has no apt to fetch them with");
    }
    progress.accept("fetching " + String.join(", ", libraries));
    try (TemporaryDirectory work = TemporaryDirectory.create("towpath-apt-")) {
      AptDownload apt = AptDownload.in(work.path());
      for (String library : libraries) {
        Files.copy(find(library, apt.unpackFirst(packagesOf(library))), target.resolve(library));
      }
    } catch (ServerException e) {
      throw unmet(libraries, "fetching them failed: " + e.getMessage());
    }
  }

  /** Finds the file of {@code library}; the file of {@code libaio1t64} has the package's suffix. */
  private static Path find(String library, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().matches(Pattern.quote(library) + "(t64)?"))
          .findFirst()
          .orElseThrow(() -> new ServerException("the package has no " + library));
    }
  }

  /**
   * Creates an exception that says in one line which packages contain {@code libraries}, and why
   * they are missing.
   */
  static ServerException unmet(SortedSet<String> libraries, String reason) {
    List<String> apt = new ArrayList<>();
    List<String> dnf = new ArrayList<>();
    for (String library : libraries) {
      apt.add(String.join(" or ", packagesOf(library)).replaceAll(" (or .*)", " ($1)"));
      dnf.add(RED_HAT.getOrDefault(library, library));
    }
    return new ServerException(
        "the database server needs "
            + String.join(", ", libraries)
            + " ("
            + reason.replaceAll("\\s+", " ")
            + "); install them: apt-get install "
            + String.join(" ", apt)
            + ", dnf or yum install "
            + String.join(" ", dnf));
  }

  private static List<String> packagesOf(String library) {
    return DEBIAN.getOrDefault(library, List.of(library));
  }
}
