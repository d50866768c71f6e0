package dev.sluice.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;

/** Prints lines with the time that has passed. Thread-safe. */
final class Console {
  private final PrintStream out;
  private final long start = System.nanoTime();

  Console(PrintStream out) {
    this.out = out;
  }

  /** The time since the start. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Prints {@code line} after the time. */
  void say(String line) {
    out.println("%6.1f s  %s".formatted(elapsed().toMillis() / 1e3, line));
  }

  /** Prints {@code line} as it is. */
  void print(String line) {
    out.println(line);
  }
}
