package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperEnsembleIT {
  @Test
  void oneServerMayDieAndTwoMayNot(@TempDir Path directory) throws Exception {
    try (EmbeddedZooKeeperEnsemble ensemble =
        EmbeddedZooKeeperEnsemble.start(directory, Duration.ofMillis(200))) {
      create(ensemble, 0, "/a");

      ensemble.server(leader(ensemble)).kill();
      int follower =
          IntStream.range(0, 3).filter(i -> isRunning(ensemble, i)).findFirst().orElse(0);
      Waiting.until("the others serve", () -> isServing(ensemble, follower));
      create(ensemble, follower, "/b");
      int other = IntStream.range(0, 3).filter(i -> i != follower && isRunning(ensemble, i)).sum();
      ensemble.server(other).kill();
      Waiting.until("the last one serves no client", () -> !isServing(ensemble, follower));
      ensemble.startServers(
          IntStream.range(0, 3).filter(number -> !isRunning(ensemble, number)).toArray());

      for (int number = 0; number < EmbeddedZooKeeperEnsemble.SERVERS; number++) {
        try (var client = new ZooKeeperClient(ensemble.server(number), 10_000)) {
          assertTrue(client.exists("/a") && client.exists("/b"), "server " + number);
        }
      }
    }
  }

  private static void create(EmbeddedZooKeeperEnsemble ensemble, int number, String path)
      throws Exception {
    try (var client = new ZooKeeperClient(ensemble.server(number), 10_000)) {
      client.create(path, CreateMode.PERSISTENT);
    }
  }

  private static int leader(EmbeddedZooKeeperEnsemble ensemble) {
    return IntStream.range(0, 3)
        .filter(number -> ensemble.server(number).ask("srvr").contains("Mode: leader"))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isServing(EmbeddedZooKeeperEnsemble ensemble, int number) {
    return ensemble.server(number).ask("srvr").contains("Mode: ");
  }

  private static boolean isRunning(EmbeddedZooKeeperEnsemble ensemble, int number) {
    return ensemble.server(number).isRunning();
  }
}
