package dev.towpath.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to be killed: it starts a server, prints its process id and its directory, and waits.
 */
final class ShortLivedParent {
  private ShortLivedParent() {}

  /**
   * Starts the program named by {@code arguments[0]}: {@code mysql}, or {@code paused}, a frozen
   * program.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("mysql")) {
      EmbeddedMySql mysql = EmbeddedMySql.builder().start();
      Path data = Path.of(String.valueOf(mysql.query("SELECT @@datadir").get(0).get(0)));
      System.out.println(mysql.pid() + " " + data.getParent());
    } else {
      TemporaryDirectory directory = TemporaryDirectory.create("towpath-paused-");
      ServerProcess process =
          ServerProcess.start(
              "paused", directory.path(), List.of("sh", "-c", "echo up; exec sleep 600"), Map.of());
      // Before that it may not have its watcher yet.
      Waiting.until("the program is up", () -> process.output().contains("up"));
      process.pause();
      System.out.println(process.pid() + " " + directory.path());
    }
    TimeUnit.HOURS.sleep(1);
  }
}
