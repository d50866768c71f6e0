package dev.sluice.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An unpacked server of one version with an initialised data directory to copy. Immutable. */
record MySqlDistribution(MySqlVersion version, Path directory, Map<String, String> environment) {
  private static final Duration INITIALISE_TIMEOUT = Duration.ofMinutes(3);

  // Root may log in over TCP even where nothing maps 127.0.0.1 to localhost.
  private static final String ACCOUNTS =
      """
      CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '';
      GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
      """;

  /** Returns the distribution of {@code version}, unpacked and initialised unless it is cached. */
  static MySqlDistribution of(MySqlVersion version, Consumer<String> progress) {
    String name = version.toString().toLowerCase(Locale.ROOT).replace(' ', '-');
    Path entry =
        ServerCache.ofUser().entry(name, directory -> prepare(version, directory, progress));
    return at(entry, version, progress);
  }

  /** Returns the start of a command line for a server on {@code data}. */
  List<String> command(Path data) {
    List<String> command =
        new ArrayList<>(
            List.of(
                executable().toString(),
                "--no-defaults",
                "--basedir=" + home(),
                "--lc-messages-dir=" + home().resolve("share"),
                "--datadir=" + data,
                "--secure-file-priv=NULL"));
    command.addAll(version.storageOptions());
    if (Platform.isOwnedByRoot(data)) {
      command.add("--user=root");
    }
    return command;
  }

  /** Gives {@code data}, which must not exist, the content of a server that never ran. */
  void createData(Path data) throws IOException {
    Directories.copy(template(), data);
  }

  private static void prepare(MySqlVersion version, Path directory, Consumer<String> progress)
      throws IOException {
    progress.accept("unpacking " + version);
    Path home = Files.createDirectory(directory.resolve("home"));
    unpack(version.archive().jar(), home);
    MySqlDistribution distribution = at(directory, version, progress);
    progress.accept("initialising " + version);
    distribution.initialise();
  }

  private static MySqlDistribution at(
      Path directory, MySqlVersion version, Consumer<String> progress) {
    MySqlDistribution distribution = new MySqlDistribution(version, directory, Map.of());
    return new MySqlDistribution(
        version, directory, NativeLibraries.environment(distribution.executable(), progress));
  }

  private static void unpack(Path jar, Path home) throws IOException {
    String name = "mysql-" + Platform.name() + ".tar.gz";
    Path archive = home.resolveSibling(name);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new ServerException(jar + " has no server for this machine: no " + name + " in it");
      }
      try (InputStream input = zip.getInputStream(entry)) {
        Files.copy(input, archive);
      }
    }
    Commands.run("tar", "-xzf", archive.toString(), "-C", home.toString());
    Files.delete(archive);
  }

  private void initialise() throws IOException {
    Path data = Files.createDirectory(template());
    Path accounts = Files.writeString(directory.resolve("accounts.sql"), ACCOUNTS);
    List<String> command = command(data);
    command.add("--init-file=" + accounts);
    command.add("--initialize-insecure");
    ServerProcess.start("initialise", directory, command, environment)
        .awaitSuccess(INITIALISE_TIMEOUT);
    // It holds the server's identity, which copies must not share.
    Files.delete(data.resolve("auto.cnf"));
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path executable() {
    return home().resolve("bin/mysqld");
  }

  private Path template() {
    return directory.resolve("data");
  }
}
