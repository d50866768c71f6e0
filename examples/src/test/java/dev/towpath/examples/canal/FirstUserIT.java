package dev.towpath.examples.canal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeper;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.state.DestinationState;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with unchanged settings of a canal 1.1.4 and the migration program without any flag. */
class FirstUserIT {
  private static final long LIMIT_SECONDS = 240;

  private Path conf;
  private EmbeddedMySql mySql;
  private EmbeddedZooKeeper zooKeeper;
  private EmbeddedRocketMq rocketMq;

  @BeforeEach
  void startServers(@TempDir Path conf) {
    this.conf = conf;
    mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start();
    zooKeeper = EmbeddedZooKeeper.builder().start();
    rocketMq = EmbeddedRocketMq.builder().start();
    rocketMq.createTopic("member", 4);
  }

  @AfterEach
  void stopServers() {
    rocketMq.close();
    zooKeeper.close();
    mySql.close();
  }

  /** Returns three names of one server, in place of three servers. */
  private String ensemble() {
    int port = zooKeeper.port();
    return "127.0.0.1:%d,127.0.0.1:%d,localhost:%d".formatted(port, port, port);
  }

  private void writeFiles() throws Exception {
    Path stock = Path.of("src/test/resources/canal-stock/1.1.4");
    String server =
        ConfigurationsTest.FIRST_USER
            .replaceAll("zkServers = .*", "zkServers = " + ensemble())
            .replaceAll("mq.servers = .*", "mq.servers = " + rocketMq.nameServer());
    String instance =
        ConfigurationsTest.FIRST_INSTANCE.replaceAll(
            "address = .*", "address = 127.0.0.1:" + mySql.port());
    Files.createDirectories(conf.resolve("member"));
    Files.writeString(
        conf.resolve("canal.properties"),
        Files.readString(stock.resolve("canal.properties")) + "\n" + server);
    Files.writeString(
        conf.resolve("member/instance.properties"),
        Files.readString(stock.resolve("example/instance.properties")) + "\n" + instance);
  }

  private Process migrate(Path log) throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MigrateFromCanal.class.getName(),
                conf.toString()))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log.toFile()))
        .start();
  }

  private DestinationState state(ZooKeeperHa ha) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      try {
        return ha.cluster().read().toCompletableFuture().get().destination("member").orElseThrow();
      } catch (ExecutionException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void runsAsItIsAndHandsOverWhenItIsAskedToEnd() throws Exception {
    mySql.execute(
        "CREATE DATABASE member",
        "CREATE TABLE member.orders (id INT PRIMARY KEY, note VARCHAR(20))",
        "CREATE USER canal IDENTIFIED WITH mysql_native_password BY 'canal'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal",
        Demo.AT_THE_TIME_OF_THE_CURSOR,
        "INSERT INTO member.orders VALUES (1, 'published by canal')",
        "INSERT INTO member.orders VALUES (2, 'not confirmed')");
    // Canal 1.1.4 that filters transaction entries leaves the start of a BEGIN.
    zooKeeper.create(
        "/otter/canal/destinations/member/1001/cursor",
        Demo.cursor(mySql, "Query").getBytes(StandardCharsets.UTF_8));
    writeFiles();
    Path log = conf.resolve("log");
    Process program = migrate(log);
    try {
      List<String> messages = Demo.receive(rocketMq, "member");

      assertEquals(1, messages.size(), messages.toString());
      program.destroy();
      assertTrue(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), Files.readString(log));
    } finally {
      program.destroyForcibly();
    }
    try (ZooKeeperHa ha = ZooKeeperHa.builder(zooKeeper.connectString()).build()) {
      DestinationState state = state(ha);

      // An unclosed session would hold it for another ten seconds.
      assertNull(state.leader(), Files.readString(log));
      DestinationState.SavedPosition saved = state.cursor();
      String end = String.valueOf(mySql.query("SHOW MASTER STATUS").get(0).get(1));
      assertTrue(
          saved != null && end.equals(Long.toString(saved.position().offset())),
          () -> saved + ", the binlog ends at " + end);
    }
  }
}
