package dev.towpath.examples.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The end of the program, which happens once, by itself or by a signal. It closes all resources in
 * reverse order and then prints the last line. Thread-safe.
 */
final class Ending {
  private final Console console;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean ended;

  Ending(Console console) {
    this.console = console;
  }

  /** Returns an ending that also happens when this JVM is asked to exit. */
  static Ending alsoBySignal(Console console) {
    var ending = new Ending(console);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ending.come("quickstart: FAILED interrupted"), "ending"));
    return ending;
  }

  /** Registers {@code resource} to be closed at the end, and returns it. */
  synchronized <T extends AutoCloseable> T closes(T resource) {
    open.push(resource);
    if (ended) {
      closeAll();
      throw new IllegalStateException("it has ended already");
    }
    return resource;
  }

  /** Closes all resources and prints {@code lastLine}, unless that has already happened. */
  synchronized void come(String lastLine) {
    if (ended) {
      return;
    }
    ended = true;
    closeAll();
    console.print(lastLine);
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) {
        console.say("cannot close %s: %s".formatted(resource, e));
      }
    }
  }
}
