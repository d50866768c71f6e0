package dev.towpath.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A running child process that is killed when this JVM ends in any way. Its output goes to a log
 * file whose tail is part of every failure. Thread-safe.
 */
final class ServerProcess {
  // The shell becomes the server, so the process id is the server's. The watcher next to it holds
  // the read end of a pipe of this JVM: its end means that the JVM is gone or has seen the server
  // exit. In the second case the watcher has another parent and must not kill the process that has
  // the id now. Only Linux has /proc.
  private static final String LAUNCH =
      """
      exec 3<&0 </dev/null
      (
        trap '' HUP INT TERM
        while read -r _ <&3; do :; done
        if [ -r /proc/self/stat ]; then
          read -r _ _ _ parent _ </proc/self/stat
        else
          own=$(exec sh -c 'echo $PPID')
          parent=$(ps -o ppid= -p "$own" | tr -d ' ')
        fi
        [ -n "$parent" ] && [ "$parent" != $$ ] && exit
        kill -KILL $$
      ) >/dev/null 2>&1 &
      exec 3<&-
      exec "$@"
      """;

  private static final Duration POLL = Duration.ofMillis(30);
  private static final Duration KILL_TIMEOUT = Duration.ofMinutes(2);
  private static final int TAIL_BYTES = 4_000;

  private final String name;
  private final Process process;
  private final Path log;
  private final long logStart;
  private volatile boolean paused;

  private ServerProcess(String name, Process process, Path log, long logStart) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  /** A check of whether the server answers; an {@link IOException} means that it does not. */
  @FunctionalInterface
  interface Probe {
    boolean isReady() throws IOException;
  }

  /**
   * Starts {@code command} in {@code directory} with {@code environment} added to this JVM's own.
   * Its output is appended to {@code name.log} there.
   */
  static ServerProcess start(
      String name, Path directory, List<String> command, Map<String, String> environment) {
    List<String> wrapped = new ArrayList<>(List.of("sh", "-c", LAUNCH, name));
    wrapped.addAll(command);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(wrapped)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      long logStart = Files.exists(log) ? Files.size(log) : 0;
      return new ServerProcess(name, builder.start(), log, logStart);
    } catch (IOException e) {
      throw new ServerException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until {@code probe} succeeds; otherwise kills the process and throws with the log's tail.
   */
  void awaitReady(Probe probe, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!succeeds(probe)) {
      if (awaitExit(POLL)) {
        throw new ServerException(
            name
                + " ended with exit code "
                + process.exitValue()
                + " before it was ready"
                + tail());
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new ServerException(name + " was not ready within " + timeout + tail());
      }
    }
  }

  private static boolean succeeds(Probe probe) {
    try {
      return probe.isReady();
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Waits until the process has ended by itself, and throws with its output unless all went well.
   */
  void awaitSuccess(Duration timeout) {
    if (!awaitExit(timeout)) {
      kill();
      throw new ServerException(name + " did not end within " + timeout + tail());
    }
    if (process.exitValue() != 0) {
      throw new ServerException(name + " failed with exit code " + process.exitValue() + tail());
    }
  }

  /** Asks the process to end (SIGTERM) and waits; one that has not ended in time is killed. */
  void terminate(Duration timeout) {
    if (!process.isAlive()) {
      return;
    }
    if (paused) {
      resume();
    }
    // Process.destroy() would also close the pipe, and the watcher would take it for our end.
    process.toHandle().destroy();
    if (!awaitExit(timeout)) {
      kill();
      throw new ServerException(name + " did not stop within " + timeout + ", killed" + tail());
    }
  }

  /** Ends the process at once (SIGKILL), also a paused one, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    if (!awaitExit(KILL_TIMEOUT)) {
      throw new ServerException(name + " survived SIGKILL for " + KILL_TIMEOUT + ", pid " + pid());
    }
  }

  /** Freezes the process: its connections stay open and nothing answers. */
  void pause() {
    requireRunning();
    ProcessSignals.pause(pid());
    paused = true;
  }

  /** Lets a paused process go on (SIGCONT). */
  void resume() {
    requireRunning();
    ProcessSignals.resume(pid());
    paused = false;
  }

  private void requireRunning() {
    if (!process.isAlive()) {
      throw new ServerException(name + " is not running, it cannot be paused or resumed");
    }
  }

  private boolean awaitExit(Duration timeout) {
    try {
      return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while waiting for " + name + ", killed", e);
    }
  }

  /** Returns the output of the process since this start. */
  String output() {
    return read(logStart);
  }

  private String tail() {
    try {
      long from = Math.max(logStart, Files.size(log) - TAIL_BYTES);
      return "; " + log + " ends with:\n" + read(from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }
}
