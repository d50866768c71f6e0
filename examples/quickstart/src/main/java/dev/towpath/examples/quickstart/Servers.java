package dev.towpath.examples.quickstart;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The servers of the quick start: two MySQL servers, ZooKeeper, and a RocketMQ name server and
 * broker. Each is a child process on a free port of the loopback interface.
 *
 * @param first the MySQL server that pipeline {@code mysql-1} follows
 * @param second the MySQL server that pipeline {@code mysql-2} follows
 * @param zooKeeper ZooKeeper
 * @param rocketMq the name server and the broker
 */
record Servers(
    EmbeddedMySql first,
    EmbeddedMySql second,
    EmbeddedZooKeeper zooKeeper,
    EmbeddedRocketMq rocketMq)
    implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);

  /** Starts all servers at once and waits until all are ready; if one fails, all are closed. */
  static Servers start(Consumer<String> progress) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    List<Future<? extends AutoCloseable>> all = new ArrayList<>();
    try {
      Future<EmbeddedMySql> first = executor.submit(() -> mySql(1, progress));
      all.add(first);
      Future<EmbeddedMySql> second = executor.submit(() -> mySql(2, progress));
      all.add(second);
      Future<EmbeddedZooKeeper> zooKeeper =
          executor.submit(
              () -> EmbeddedZooKeeper.builder().tickTime(TICK).progress(progress).start());
      all.add(zooKeeper);
      Future<EmbeddedRocketMq> rocketMq =
          executor.submit(() -> EmbeddedRocketMq.builder().progress(progress).start());
      all.add(rocketMq);
      return new Servers(first.get(), second.get(), zooKeeper.get(), rocketMq.get());
    } catch (ExecutionException e) {
      IllegalStateException failure =
          new IllegalStateException(
              e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
      all.forEach(server -> closeAfter(failure, server));
      throw failure;
    } finally {
      executor.shutdownNow();
    }
  }

  private static EmbeddedMySql mySql(int serverId, Consumer<String> progress) {
    EmbeddedMySql server =
        EmbeddedMySql.builder()
            .serverId(serverId)
            .options("--binlog-row-metadata=FULL")
            .progress(progress)
            .start();
    String account = "'%s'@'%%'".formatted(QuickStartNode.USER);
    server.execute(
        // Keeps the accounts out of the binlog that the pipelines follow.
        "SET sql_log_bin = 0",
        "CREATE USER %s IDENTIFIED BY '%s'".formatted(account, QuickStartNode.PASSWORD),
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + account);
    return server;
  }

  private static void closeAfter(
      IllegalStateException failure, Future<? extends AutoCloseable> server) {
    try {
      server.get().close();
    } catch (ExecutionException e) {
      // This server failed as well, and has closed itself.
      failure.addSuppressed(e);
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns the arguments of a worker with the given address. */
  List<String> nodeArguments(String address) {
    return List.of(
        address,
        zooKeeper.connectString(),
        rocketMq.nameServer(),
        String.valueOf(first.port()),
        String.valueOf(second.port()));
  }

  /** Ends all servers and deletes their data. */
  @Override
  public void close() {
    try (first;
        second;
        zooKeeper) {
      rocketMq.close();
    }
  }
}
