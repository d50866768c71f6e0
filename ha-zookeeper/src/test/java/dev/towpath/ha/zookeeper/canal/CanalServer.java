package dev.towpath.ha.zookeeper.canal;

import dev.towpath.embedded.ProcessSignals;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A real canal server in a process of its own, on its own class path. Used by one thread. */
final class CanalServer implements AutoCloseable {
  /**
   * The system property with the directory of canal 1.1.7's jars. The profile {@code canal} sets it
   * and the properties of the other versions.
   */
  static final String JARS = "towpath.canal.jars";

  private static final Path PROGRAMS = Path.of("src/test/canal");

  private final Path output;
  private final Path log;
  private final Process process;

  private CanalServer(Path output, Path log, Process process) {
    this.output = output;
    this.log = log;
    this.process = process;
  }

  /** The versions of canal whose server is in the registry, oldest first. */
  enum Version {
    V1_1_4("1.1.4", "towpath.canal.jars.old"),
    V1_1_7("1.1.7", JARS);

    private final String number;
    private final String property;

    Version(String number, String property) {
      this.number = number;
      this.property = property;
    }

    String jars() {
      return Objects.requireNonNull(System.getProperty(property), property);
    }

    @Override
    public String toString() {
      return number;
    }
  }

  /**
   * The settings of a start.
   *
   * @param gtid {@code canal.instance.gtidon}
   * @param filter {@code canal.instance.filter.transaction.entry}
   * @param meta the directory of {@code meta.dat}; empty for a cursor in ZooKeeper
   */
  record Launch(
      Version version,
      String zooKeeper,
      String destination,
      int mySqlPort,
      boolean gtid,
      boolean filter,
      String meta) {
    Launch(String zooKeeper, String destination, int mySqlPort, boolean gtid) {
      this(Version.V1_1_7, zooKeeper, destination, mySqlPort, gtid, false, "");
    }
  }

  static CanalServer start(Launch launch, String address, Path directory) throws IOException {
    Path output = directory.resolve("rows-" + address.replace(':', '-'));
    Path log = directory.resolve("log-" + address.replace(':', '-'));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp",
            launch.version().jars() + "/*",
            program("CanalServerProgram.java").toString(),
            launch.zooKeeper(),
            address,
            launch.destination(),
            Integer.toString(launch.mySqlPort()),
            Boolean.toString(launch.gtid()),
            output.toString(),
            Boolean.toString(launch.filter()),
            launch.meta());
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    return new CanalServer(output, log, process);
  }

  /** Returns the path of a program; tests run in the directory of their module. */
  private static Path program(String name) {
    return PROGRAMS.resolve(name).toAbsolutePath();
  }

  /** Returns the address that canal's TCP client would connect to, or why it cannot. */
  static String clientsChoice(Version version, String zooKeeper, String destination)
      throws IOException, InterruptedException {
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                version.jars() + "/*",
                program("CanalClientProgram.java").toString(),
                zooKeeper,
                destination)
            .redirectError(Redirect.INHERIT)
            .start();
    try (var output = client.inputReader()) {
      List<String> lines = output.lines().toList();
      client.waitFor();
      return lines.stream()
          .filter(line -> line.startsWith("answer: "))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("canal's client says " + lines));
    }
  }

  /** Returns the delivered rows, in order. */
  List<Long> rows() throws IOException {
    return Files.exists(output)
        ? Files.readAllLines(output).stream().map(Long::valueOf).toList()
        : List.of();
  }

  /** Returns its log, for messages of failed tests. */
  String log() throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - 4_000));
  }

  /** Stops it as an operator does. */
  void stop() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    if (!process.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("canal did not stop: " + log());
    }
  }

  /** Kills it, like a crash. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("canal survived SIGKILL, pid " + process.pid());
    }
  }

  /** Suspends it (SIGSTOP) until {@link #resume} or {@link #close}. */
  void pause() {
    ProcessSignals.pause(process.pid());
  }

  /** Continues it (SIGCONT). */
  void resume() {
    ProcessSignals.resume(process.pid());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
