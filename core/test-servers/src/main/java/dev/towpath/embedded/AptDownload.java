package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian packages, downloaded and unpacked below one directory with the machine's own package
 * sources but with a package list of its own: needs no privileges and leaves the system as it is.
 */
final class AptDownload {
  private static final Path DEBIAN_KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private static final Pattern ARCHIVE =
      Pattern.compile(
          "^(?:URIs:|deb(?: \\[[^]]*])?)\\s+(\\S+/debian/?)(?=\\s|$)", Pattern.MULTILINE);

  private final Path directory;
  private final List<String> options;
  private final String updateFailure;

  private AptDownload(Path directory, List<String> options, String updateFailure) {
    this.directory = directory;
    this.options = List.copyOf(options);
    this.updateFailure = updateFailure;
  }

  /** Reads the package lists into {@code directory}. */
  static AptDownload in(Path directory) throws IOException {
    List<String> options = prepare(directory);
    try {
      apt(options, directory, "update");
      return new AptDownload(directory, options, "");
    } catch (ServerException e) {
      // One unreachable source among several is no failure.
      return new AptDownload(directory, options, "; before that, " + e.getMessage());
    }
  }

  /**
   * Does the same with the packages of Debian's {@code suite} for {@code architecture}, on any
   * release of the machine, from the machine's own mirror.
   */
  static AptDownload ofSuite(Path directory, String suite, String architecture) throws IOException {
    if (!Files.exists(DEBIAN_KEYS)) {
      throw new ServerException(
          DEBIAN_KEYS + " is not there, without which packages of Debian cannot be verified");
    }
    Path sources = directory.resolve("sources.list");
    Files.writeString(
        sources, "deb [signed-by=%s] %s %s main\n".formatted(DEBIAN_KEYS, mirror(), suite));
    List<String> options = prepare(directory);
    options.addAll(
        List.of(
            "-o",
            "Dir::Etc::sourcelist=" + sources,
            "-o",
            "Dir::Etc::sourceparts=-",
            "-o",
            "APT::Architecture=" + architecture,
            "-o",
            "APT::Architectures=" + architecture));
    apt(options, directory, "update");
    return new AptDownload(directory, options, "");
  }

  /** Returns the first address of a Debian archive in the lists of sources, old style or new. */
  private static String mirror() throws IOException {
    List<Path> lists = new ArrayList<>(List.of(Path.of("/etc/apt/sources.list")));
    Path parts = Path.of("/etc/apt/sources.list.d");
    lists.addAll(Files.isDirectory(parts) ? Directories.list(parts) : List.of());
    for (Path list : lists) {
      if (Files.isRegularFile(list) && list.toString().matches(".*\\.(list|sources)")) {
        Matcher address = ARCHIVE.matcher(Files.readString(list));
        if (address.find()) {
          return address.group(1);
        }
      }
    }
    throw new ServerException("no list of sources below /etc/apt names an archive of Debian");
  }

  private static List<String> prepare(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("lists/partial"));
    Files.createDirectories(directory.resolve("cache/archives/partial"));
    Files.createFile(directory.resolve("status"));
    List<String> options = new ArrayList<>();
    for (String option :
        List.of(
            "Dir::State=" + directory,
            "Dir::State::lists=" + directory.resolve("lists"),
            "Dir::State::status=" + directory.resolve("status"),
            "Dir::Cache=" + directory.resolve("cache"),
            "Acquire::Languages=none",
            // Otherwise sources that do not answer are no failure.
            "APT::Update::Error-Mode=any",
            "APT::Install-Recommends=false",
            "APT::Sandbox::User=root")) {
      options.addAll(List.of("-o", option));
    }
    return options;
  }

  /** Unpacks {@code packages} and all they depend on into {@code root}. */
  void unpackAll(List<String> packages, Path root) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("install", "-y", "--download-only"));
    arguments.addAll(packages);
    apt(options, directory, arguments.toArray(new String[0]));
    for (Path archive : Directories.list(directory.resolve("cache/archives"))) {
      if (archive.toString().endsWith(".deb")) {
        Commands.run("dpkg-deb", "-x", archive.toString(), root.toString());
      }
    }
  }

  /** Unpacks the first of {@code packages} that this system offers and returns its root. */
  Path unpackFirst(List<String> packages) throws IOException {
    List<String> failures = new ArrayList<>();
    for (String name : packages) {
      try {
        Path downloads = Files.createDirectory(directory.resolve(name));
        apt(options, downloads, "download", name);
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
  private static void apt(List<String> options, Path workingDirectory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
    command.addAll(options);
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
