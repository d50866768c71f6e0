package dev.towpath.examples.ha;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, which ends with this JVM. Thread-safe. */
final class WorkerProcess {
  private static final String PREFIX = "order ";
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Thread reader;

  private WorkerProcess(Process process, List<Integer> delivered) {
    this.process = process;
    this.reader = new Thread(() -> read(delivered), "worker-output");
    reader.start();
  }

  /**
   * Starts a worker.
   *
   * @param delivered receives the ids of delivered orders; thread-safe
   * @param arguments the arguments of {@link Worker}
   */
  static WorkerProcess start(Path log, List<Integer> delivered, String... arguments)
      throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName());
    builder.command().addAll(List.of(arguments));
    return new WorkerProcess(builder.redirectError(Redirect.to(log.toFile())).start(), delivered);
  }

  private void read(List<Integer> delivered) {
    try (BufferedReader output = process.inputReader()) {
      String line;
      while ((line = output.readLine()) != null) {
        if (line.startsWith(PREFIX)) {
          delivered.add(Integer.valueOf(line.substring(PREFIX.length())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it (SIGKILL), like a crash. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Ends its standard input and waits; kills it if it does not end. */
  void stop() throws IOException, InterruptedException {
    if (process.isAlive()) {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    }
    reader.join();
  }
}
