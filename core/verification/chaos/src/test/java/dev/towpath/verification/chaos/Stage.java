package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeperEnsemble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The stage of a run: all servers, three applications, writers and observers. Faults are for one
 * thread.
 */
final class Stage implements AutoCloseable {
  private static final int QUEUES = 4;
  private static final int WRITERS = 2;
  private static final int NODES = 3;
  private static final long POLL_MILLIS = 5;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HistoryChecker checker = new HistoryChecker();
  private final Takeovers takeovers = new Takeovers();
  private final LargeOrders largeOrders = new LargeOrders();
  private final AtomicLong numbers = new AtomicLong();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<LedgerWriter> writers = new ArrayList<>();
  private final MySqlPair mySql;
  private final EmbeddedZooKeeperEnsemble zooKeeper;
  private final EmbeddedRocketMq rocketMq;
  private final CursorWatch cursorWatch;
  private final TopicFollower follower;

  /**
   * Starts everything.
   *
   * @param directory the directory of data and logs
   * @param complaints receives reports of violations, from any thread
   */
  Stage(Path directory, Chaos.Options options, Consumer<String> complaints) throws Exception {
    try {
      var servers =
          closes(
              ChaosServers.start(
                  options.mySql(), directory, options.seed() % 2 == 0 ? "FULL" : "MINIMAL"));
      mySql = servers.mySql();
      zooKeeper = servers.zooKeeper();
      rocketMq = servers.rocketMq();
      rocketMq.createTopic(ChaosNode.DESTINATION, QUEUES);
      cursorWatch = closes(new CursorWatch(zooKeeper.connectString(), checker));
      follower =
          closes(
              new TopicFollower(
                  EmbeddedRocketMq.BROKER_NAME, QUEUES, checker, takeovers, complaints));
      follower.start(rocketMq.nameServer());
      cursorWatch.start();
      startNodes(directory, options.tailReads(), complaints);
      startWriters(options.seed(), complaints);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T closes(T resource) {
    open.push(resource);
    return resource;
  }

  private void startNodes(Path directory, boolean tailReads, Consumer<String> complaints)
      throws IOException {
    for (int number = 0; number < NODES; number++) {
      NodeLinks links = NodeLinks.open(number, mySql.servers(), zooKeeper, rocketMq);
      NodeProcess node = closes(new NodeProcess(number, links, directory, tailReads, complaints));
      nodes.add(node);
      node.start();
    }
  }

  private void startWriters(long seed, Consumer<String> complaints) {
    var common = new LedgerWriter.Common(mySql, numbers, largeOrders, checker, complaints);
    for (int number = 0; number < WRITERS; number++) {
      var table = new LedgerTable(number, seed);
      LedgerWriter writer = closes(new LedgerWriter(number, table, common));
      writers.add(writer);
      writer.start();
    }
  }

  MySqlPair mySql() {
    return mySql;
  }

  EmbeddedZooKeeperEnsemble zooKeeper() {
    return zooKeeper;
  }

  EmbeddedRocketMq rocketMq() {
    return rocketMq;
  }

  CursorWatch cursorWatch() {
    return cursorWatch;
  }

  LargeOrders largeOrders() {
    return largeOrders;
  }

  Takeovers takeovers() {
    return takeovers;
  }

  HistoryChecker checker() {
    return checker;
  }

  /** Returns the last known leader. */
  NodeProcess active() {
    String leader = cursorWatch.leader().orElse("");
    return nodes.stream()
        .filter(node -> node.address().equals(leader))
        .findFirst()
        .orElseGet(() -> nodes.get(0));
  }

  /** Returns one of the other applications. */
  NodeProcess standby(int choice) {
    NodeProcess active = active();
    List<NodeProcess> others = nodes.stream().filter(node -> !node.equals(active)).toList();
    return others.get(choice % others.size());
  }

  /** Returns the number of the last started transaction. */
  long lastTransaction() {
    return numbers.get();
  }

  /** Returns whether a transaction with a higher number than {@code number} has arrived. */
  boolean isBeyond(long number) {
    return follower.latestTransaction() > number;
  }

  /** Waits until rows of a large transaction, or of a later one, have arrived. */
  boolean awaitLarge(long number, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (follower.latestLargeTransaction() < number) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Stops writing; all started transactions have ended when this returns. */
  void stopWriters() {
    writers.forEach(LedgerWriter::close);
  }

  /** Ends everything. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("chaos: cannot close %s: %s".formatted(resource, e));
      }
    }
  }
}
