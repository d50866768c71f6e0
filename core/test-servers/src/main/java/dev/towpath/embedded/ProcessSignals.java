package dev.towpath.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A sender of signals that freeze a process of a test, and let it go on. Thread-safe. */
public final class ProcessSignals {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int POLL_MILLIS = 2;

  private ProcessSignals() {}

  /**
   * Freezes a process (SIGSTOP): its connections stay open and nothing answers. Returns once all of
   * its threads have stopped, because a thread goes on until the system delivers the signal. On a
   * system without {@code /proc}, returns once the signal is sent.
   *
   * @param pid the id of the process
   * @throws ServerException if there is no such process, or a thread still runs after a minute
   */
  public static void pause(long pid) {
    send(pid, "STOP");
    Path threads = Path.of("/proc/" + pid + "/task");
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (Files.isDirectory(threads) && !haveStopped(threads)) {
      if (System.nanoTime() - deadline > 0) {
        throw new ServerException("process " + pid + " has not stopped within " + LIMIT);
      }
      sleep();
    }
  }

  /**
   * Lets a paused process go on (SIGCONT).
   *
   * @param pid the id of the process
   * @throws ServerException if there is no such process
   */
  public static void resume(long pid) {
    send(pid, "CONT");
  }

  private static void send(long pid, String signal) {
    // The shell's own kill, because small systems have no such program.
    Commands.run("sh", "-c", "kill -" + signal + " " + pid);
  }

  private static boolean haveStopped(Path threads) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        if (!hasStopped(thread.resolve("stat"))) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The state follows the name, which is in parentheses: T is stopped, t traced, X and Z ended. */
  private static boolean hasStopped(Path stat) throws IOException {
    try {
      String facts = Files.readString(stat);
      return "TtXZ".indexOf(facts.charAt(facts.lastIndexOf(')') + 2)) >= 0;
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while a process stops", e);
    }
  }
}
