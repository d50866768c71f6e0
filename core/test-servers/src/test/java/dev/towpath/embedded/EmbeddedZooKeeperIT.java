package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperIT {
  private static final int SESSION_TIMEOUT_MILLIS = 20_000;

  @Test
  void nodesSurviveKillStopAndRestartOnTheSamePort() throws Exception {
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().start()) {
      String address = server.connectString();
      create(server, "/a", CreateMode.PERSISTENT);

      server.kill();
      assertThrows(ServerException.class, () -> server.ask("ruok"));
      server.start();
      create(server, "/b", CreateMode.PERSISTENT);
      server.restart();

      assertEquals(address, server.connectString());
      try (ZooKeeperClient client = connect(server)) {
        assertTrue(client.exists("/a"));
        assertTrue(client.exists("/b"));
      }
    }
  }

  @Test
  void aSessionOutlivesAPausedServer() throws Exception {
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().start();
        ZooKeeperClient client = connect(server)) {
      long session = client.sessionId();
      client.create("/a", CreateMode.EPHEMERAL);

      server.pause();
      assertThrows(ServerException.class, () -> server.ask("ruok"));
      server.resume();

      assertTrue(client.exists("/a"));
      assertEquals(session, client.sessionId());
    }
  }

  @Test
  void sessionsLastAsLongAsTheClientAsksForButTwoTicksAtLeast() throws Exception {
    Duration tick = Duration.ofSeconds(1);
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().tickTime(tick).start();
        ZooKeeperClient patient = connect(server);
        ZooKeeperClient hasty = new ZooKeeperClient(server, 500)) {

      assertEquals(SESSION_TIMEOUT_MILLIS, patient.sessionTimeoutMillis());
      assertEquals(2 * tick.toMillis(), hasty.sessionTimeoutMillis());
    }
  }

  @Test
  void aGivenDirectoryKeepsItsNodesWhenTheServerIsClosed(@TempDir Path directory) throws Exception {
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().dataDirectory(directory).start()) {
      create(server, "/kept", CreateMode.PERSISTENT);
      create(server, "/lost", CreateMode.EPHEMERAL);
    }

    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().dataDirectory(directory).start();
        ZooKeeperClient client = connect(server)) {
      assertTrue(client.exists("/kept"));
      assertFalse(client.exists("/lost"));
    }
  }

  @Test
  void aPortInUseIsNamedInTheFailure() {
    try (EmbeddedZooKeeper first = EmbeddedZooKeeper.builder().start()) {

      ServerException failure =
          assertThrows(
              ServerException.class, () -> EmbeddedZooKeeper.builder().port(first.port()).start());

      assertTrue(failure.toString().contains("port " + first.port()), failure::toString);
    }
  }

  @Test
  void closeLeavesNoProcessAndNoDirectory() {
    EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().start();
    long pid = server.pid();
    Path data = dataDirectory(server);
    assertTrue(Files.exists(data));

    server.close();
    server.close();

    assertTrue(Waiting.isGone(pid));
    assertFalse(Files.exists(data.resolve("../..").normalize()));
  }

  private static Path dataDirectory(EmbeddedZooKeeper server) {
    String key = "dataDir=";
    return server
        .ask("conf")
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> Path.of(line.substring(key.length())))
        .findFirst()
        .orElseThrow();
  }

  private static void create(EmbeddedZooKeeper server, String path, CreateMode mode)
      throws Exception {
    try (ZooKeeperClient client = connect(server)) {
      client.create(path, mode);
    }
  }

  private static ZooKeeperClient connect(EmbeddedZooKeeper server) throws Exception {
    return new ZooKeeperClient(server, SESSION_TIMEOUT_MILLIS);
  }
}
