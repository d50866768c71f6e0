package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** An unpacked server of one version with an initialised data directory to copy. Immutable. */
record MySqlDistribution(MySqlVersion version, Path directory, Map<String, String> environment) {
  private static final Duration INITIALISE_TIMEOUT = Duration.ofMinutes(10);

  /** Returns the distribution of {@code version}, unpacked and initialised unless it is cached. */
  static MySqlDistribution of(MySqlVersion version, Consumer<String> progress) {
    Path entry =
        ServerCache.ofUser()
            .entry(entryName(version), directory -> prepare(version, directory, progress));
    return at(entry, version, progress);
  }

  static boolean isCached(MySqlVersion version) {
    return ServerCache.ofUser().contains(entryName(version));
  }

  /** Returns the start of a command line for a server on {@code data}. */
  List<String> command(Path data) {
    List<String> command = new ArrayList<>(version.product().program(home()));
    command.addAll(
        List.of(
            "--no-defaults",
            "--basedir=" + home(),
            "--lc-messages-dir=" + home().resolve(version.product().messages()),
            "--datadir=" + data));
    command.addAll(version.product().options(home()));
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

  private static String entryName(MySqlVersion version) {
    String name = version.toString().toLowerCase(Locale.ROOT).replace(' ', '-');
    Platform platform = Platform.current();
    return platform == Platform.LINUX_X86_64 ? name : name + "-" + platform.directoryName();
  }

  private static void prepare(MySqlVersion version, Path directory, Consumer<String> progress)
      throws IOException {
    progress.accept("unpacking " + version);
    Path home = Files.createDirectory(directory.resolve("home"));
    version.product().unpack(home);
    MySqlDistribution distribution = at(directory, version, progress);
    progress.accept("initialising " + version);
    distribution.initialise();
  }

  private static MySqlDistribution at(
      Path directory, MySqlVersion version, Consumer<String> progress) {
    MySqlDistribution bare = new MySqlDistribution(version, directory, Map.of());
    if (version.product().bringsItsLibraries()) {
      return bare;
    }
    return new MySqlDistribution(
        version, directory, NativeLibraries.environment(bare.executable(), progress));
  }

  private void initialise() throws IOException {
    Path data = Files.createDirectory(template());
    List<String> command = version.product().initialisation(home(), command(data));
    ServerProcess.start("initialise", directory, command, environment)
        .awaitSuccess(INITIALISE_TIMEOUT);
    // MySQL keeps the server's identity in it, which copies must not share.
    Files.deleteIfExists(data.resolve("auto.cnf"));
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path executable() {
    return home().resolve(version.product().executable());
  }

  private Path template() {
    return directory.resolve("data");
  }
}
