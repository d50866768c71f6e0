package dev.towpath.ha.zookeeper.canal;

import dev.towpath.CdcPipeline;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An instance of ours in a process of its own, the counterpart of {@link CanalServer}. It has the
 * default address of an instance. Used by one thread.
 */
final class TowpathProcess implements AutoCloseable {
  private static final Duration SESSION = Duration.ofSeconds(5);

  private final Path output;
  private final Path log;
  private final Process process;

  private TowpathProcess(Path output, Path log, Process process) {
    this.output = output;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts an instance.
   *
   * @param meta the directory of canal's {@code meta.dat}; empty for a cursor in ZooKeeper
   */
  static TowpathProcess start(String zooKeeper, int mySqlPort, String meta, Path directory)
      throws IOException {
    Path output = directory.resolve("rows-ours");
    Path log = directory.resolve("log-ours");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            TowpathProcess.class.getName(),
            zooKeeper,
            Integer.toString(mySqlPort),
            meta,
            output.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    return new TowpathProcess(output, log, process);
  }

  /**
   * Runs the instance: hands over with a line of input, and ends with the end of its input.
   *
   * @param arguments ZooKeeper, MySQL's port, the directory of {@code meta.dat}, the file
   */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    Path output = Path.of(arguments[3]);
    ZooKeeperHa.Builder builder =
        ZooKeeperHa.builder(arguments[0])
            .sessionTimeout(SESSION)
            .commitInterval(Duration.ZERO)
            .mirrorCanalCursor("127.0.0.1:" + port);
    if (!arguments[2].isEmpty()) {
      builder.canalDataDirectory(Path.of(arguments[2]));
    }
    try (ZooKeeperHa ha = builder.build();
        CdcPipeline pipeline = CanalPair.pipeline(port, ha, id -> append(output, id))) {
      pipeline.start();
      if (System.in.read() < 0) {
        Runtime.getRuntime().halt(0);
      }
    }
    System.exit(0);
  }

  private static void append(Path output, long id) {
    try {
      Files.writeString(
          output,
          id + "\n",
          StandardCharsets.US_ASCII,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
    return Files.readString(log);
  }

  /** Stops it as an operator does: it saves its position and hands over. */
  void stop() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    if (!process.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("our instance did not stop: " + log());
    }
  }

  /** Kills it, like a crash. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("our instance survived SIGKILL, pid " + process.pid());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
