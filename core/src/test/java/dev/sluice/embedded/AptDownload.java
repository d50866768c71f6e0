package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian packages, downloaded and unpacked below one directory with the machine's own package
 * sources but with a package list of its own: needs no privileges and leaves the system as it is.
 */
final class AptDownload {
  private final Path directory;
  private final String updateFailure;

  private AptDownload(Path directory, String updateFailure) {
    this.directory = directory;
    this.updateFailure = updateFailure;
  }

  /** Reads the package lists into {@code directory}. */
  static AptDownload in(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("lists/partial"));
    Files.createDirectories(directory.resolve("cache/archives/partial"));
    Files.createFile(directory.resolve("status"));
    try {
      apt(directory, directory, "update");
      return new AptDownload(directory, "");
    } catch (ServerException e) {
      // One unreachable source among several is no reason to give up.
      return new AptDownload(directory, "; before that, " + e.getMessage());
    }
  }

  /** Unpacks the first of {@code packages} that this system offers and returns its root. */
  Path unpackFirst(List<String> packages) throws IOException {
    List<String> failures = new ArrayList<>();
    for (String name : packages) {
      try {
        Path downloads = Files.createDirectory(directory.resolve(name));
        apt(directory, downloads, "download", name);
        Path root = Files.createDirectory(directory.resolve(name + "-root"));
        Commands.run("dpkg-deb", "-x", archiveIn(downloads).toString(), root.toString());
        return root;
      } catch (ServerException e) {
        failures.add(e.getMessage());
      }
    }
    throw new ServerException(String.join("; ", failures) + updateFailure);
  }

  /** Runs apt-get, which leaves downloads in its working directory. */
  private static void apt(Path state, Path workingDirectory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
    for (String option :
        List.of(
            "Dir::State=" + state,
            "Dir::State::lists=" + state.resolve("lists"),
            "Dir::State::status=" + state.resolve("status"),
            "Dir::Cache=" + state.resolve("cache"),
            "Acquire::Languages=none",
            // Otherwise sources that do not answer are no failure.
            "APT::Update::Error-Mode=any",
            "APT::Sandbox::User=root")) {
      command.addAll(List.of("-o", option));
    }
    command.addAll(List.of(arguments));
    Commands.runIn(workingDirectory, Map.of(), command);
  }

  private static Path archiveIn(Path downloads) throws IOException {
    return Directories.list(downloads).stream()
        .filter(file -> file.toString().endsWith(".deb"))
        .findFirst()
        .orElseThrow(() -> new ServerException("apt-get downloaded no package"));
  }
}
