package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Short-lived threads for calls that may block. */
final class Aside {
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private Aside() {}

  /**
   * Runs {@code task} on a thread of its own and logs what it throws. Tries again after a second if
   * no thread can be created.
   */
  static void run(String purpose, Loop loop, Runnable task) {
    try {
      var thread = new Thread(() -> logged(purpose, task), "towpath-zookeeper-" + purpose);
      thread.setDaemon(true);
      thread.start();
    } catch (OutOfMemoryError e) {
      Log.LOGGER.log(
          Level.WARNING,
          () -> "no thread for the ZooKeeper client's " + purpose + "; raise the limit of threads",
          e);
      loop.after(RETRY_PAUSE, () -> run(purpose, loop, task));
    }
  }

  private static void logged(String purpose, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Log.LOGGER.log(Level.ERROR, () -> "the ZooKeeper client's " + purpose + " failed", e);
    }
  }
}
