package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeperEnsemble;
import dev.towpath.embedded.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The servers of a run.
 *
 * @param mySql a primary and its replica
 * @param zooKeeper three servers
 * @param rocketMq a name server and a broker
 */
record ChaosServers(MySqlPair mySql, EmbeddedZooKeeperEnsemble zooKeeper, EmbeddedRocketMq rocketMq)
    implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(300);

  /** Starts all servers at once; if one fails, all are closed. */
  static ChaosServers start(MySqlVersion version, Path directory, String metadata) {
    var mySql = CompletableFuture.supplyAsync(() -> MySqlPair.start(version, directory, metadata));
    var zooKeeper =
        CompletableFuture.supplyAsync(() -> EmbeddedZooKeeperEnsemble.start(directory, TICK));
    var rocketMq =
        CompletableFuture.supplyAsync(
            () ->
                EmbeddedRocketMq.builder()
                    .dataDirectory(directory.resolve("rocketmq-broker"))
                    .start());
    try {
      return new ChaosServers(mySql.join(), zooKeeper.join(), rocketMq.join());
    } catch (RuntimeException e) {
      List<CompletableFuture<Void>> closed =
          List.of(
              mySql.thenAccept(MySqlPair::close),
              zooKeeper.thenAccept(EmbeddedZooKeeperEnsemble::close),
              rocketMq.thenAccept(EmbeddedRocketMq::close));
      closed.forEach(server -> server.exceptionally(any -> null).join());
      throw e;
    }
  }

  @Override
  public void close() {
    try (mySql;
        zooKeeper) {
      rocketMq.close();
    }
  }
}
