package dev.towpath.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;

/** A console that prints lines with the elapsed time. Thread-safe. */
final class Console {
  private final PrintStream out;
  private final long start = System.nanoTime();

  Console(PrintStream out) {
    this.out = out;
  }

  /** Returns the time since the start. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Prints {@code line} after the time. */
  void say(String line) {
    out.println("%6.1f s  %s".formatted(elapsed().toMillis() / 1e3, line));
  }

  /** Prints {@code line} without the time. */
  void print(String line) {
    out.println(line);
  }
}
