package dev.towpath.examples.quickstart;

import java.io.IOException;
import java.time.Duration;

/** A tie between the lifetimes of this JVM and its parent process. */
final class Lifeline {
  private static final Duration LONGEST_EXIT = Duration.ofSeconds(15);

  private Lifeline() {}

  /** Ends this JVM at once when its standard input ends, as it does when its parent dies. */
  static void endWithStandardInput() {
    watch(
        () -> {
          awaitEndOfInput();
          Runtime.getRuntime().halt(1);
        });
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Input of any kind keeps the JVM alive.
      }
    } catch (IOException e) {
      System.err.println("standard input broke, ending: " + e);
    }
  }

  /** Exits from this JVM, with its shutdown hooks, when its parent process is gone. */
  static void exitWithParent() {
    ProcessHandle.current().parent().ifPresent(parent -> watch(() -> exitAfter(parent)));
  }

  private static void exitAfter(ProcessHandle parent) {
    parent.onExit().join();
    System.exit(1);
  }

  private static void watch(Runnable watch) {
    var thread = new Thread(watch, "lifeline");
    thread.setDaemon(true);
    thread.start();
  }

  /** Registers {@code what} to run on exit, before a wait for the calling thread's end. */
  static void beforeExit(Runnable what) {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  what.run();
                  join(main);
                },
                "before-exit"));
  }

  private static void join(Thread thread) {
    try {
      thread.join(LONGEST_EXIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
