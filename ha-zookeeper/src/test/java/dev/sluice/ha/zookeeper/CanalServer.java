package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A real canal server in a process of its own, on its own class path. Used by one thread. */
final class CanalServer implements AutoCloseable {
  /** The system property that says where canal's jars are; set by the profile {@code canal}. */
  static final String JARS = "sluice.canal.jars";

  private static final Path PROGRAM = Path.of("src/test/canal/CanalServerProgram.java");

  private final Path output;
  private final Path log;
  private final Process process;

  private CanalServer(Path output, Path log, Process process) {
    this.output = output;
    this.log = log;
    this.process = process;
  }

  /** What it is started with, and which file its rows go to. */
  record Launch(String zooKeeper, String destination, int mySqlPort, boolean gtid) {}

  static CanalServer start(Launch launch, String address, Path directory) throws IOException {
    Path output = directory.resolve("rows-" + address.replace(':', '-'));
    Path log = directory.resolve("log-" + address.replace(':', '-'));
    String jars = Objects.requireNonNull(System.getProperty(JARS), JARS);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp",
            jars + "/*",
            program().toString(),
            launch.zooKeeper(),
            address,
            launch.destination(),
            Integer.toString(launch.mySqlPort()),
            Boolean.toString(launch.gtid()),
            output.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    return new CanalServer(output, log, process);
  }

  /** Tests run in the directory of their module. */
  private static Path program() {
    Path here = PROGRAM.toAbsolutePath();
    return Files.exists(here)
        ? here
        : Path.of("../ha-zookeeper").resolve(PROGRAM).toAbsolutePath().normalize();
  }

  /** The rows it delivered, in order. */
  List<Long> rows() throws IOException {
    return Files.exists(output)
        ? Files.readAllLines(output).stream().map(Long::valueOf).toList()
        : List.of();
  }

  /** What it logged: for messages of tests that fail. */
  String log() throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - 4_000));
  }

  /** Ends it as an operator does. */
  void stop() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("canal did not stop: " + log());
    }
  }

  /** Ends it as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("canal survived SIGKILL, pid " + process.pid());
    }
  }

  /** Stops it in its tracks (SIGSTOP), until {@link #resume} or {@link #close}. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill -" + name + " failed, pid " + process.pid());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
