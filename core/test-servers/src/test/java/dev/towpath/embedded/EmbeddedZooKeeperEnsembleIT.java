package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperEnsembleIT {
  @Test
  void oneServerMayDieAndTwoMayNot(@TempDir Path directory) throws Exception {
    try (EmbeddedZooKeeperEnsemble ensemble =
        EmbeddedZooKeeperEnsemble.start(directory, Duration.ofSeconds(1))) {
      create(ensemble, 0, "/a");

      Waiting.until("one server leads", () -> leader(ensemble).isPresent());
      ensemble.server(leader(ensemble).orElseThrow()).kill();
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

  private static OptionalInt leader(EmbeddedZooKeeperEnsemble ensemble) {
    return IntStream.range(0, 3)
        .filter(number -> says(ensemble, number, "Mode: leader"))
        .findFirst();
  }

  private static boolean isServing(EmbeddedZooKeeperEnsemble ensemble, int number) {
    return says(ensemble, number, "Mode: ");
  }

  /** Returns what the server says of itself; false also when it does not answer in time. */
  private static boolean says(EmbeddedZooKeeperEnsemble ensemble, int number, String expected) {
    try {
      return ensemble.server(number).ask("srvr").contains(expected);
    } catch (ServerException e) {
      return false;
    }
  }

  private static boolean isRunning(EmbeddedZooKeeperEnsemble ensemble, int number) {
    return ensemble.server(number).isRunning();
  }
}
