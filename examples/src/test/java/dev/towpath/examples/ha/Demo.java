package dev.towpath.examples.ha;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedZooKeeper;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.state.DestinationState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A demonstration of three workers on one ZooKeeper; the leader is killed twice during a stream of
 * orders.
 */
final class Demo {
  private static final String DESTINATION = "orders";
  private static final int KILLS = 2;
  private static final int ORDERS_PER_TERM = 100;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Consumer<String> say;
  private final EmbeddedMySql mySql;
  private final ZooKeeperHa observer;
  private final Map<String, WorkerProcess> workers = new TreeMap<>();
  private final List<Integer> delivered = new CopyOnWriteArrayList<>();
  private int written;

  private Demo(Consumer<String> say, EmbeddedMySql mySql, ZooKeeperHa observer) {
    this.say = say;
    this.mySql = mySql;
    this.observer = observer;
  }

  /**
   * The outcome.
   *
   * @param leaders the leaders in order
   * @param written the number of written orders
   * @param received the number of delivered ones
   */
  record Outcome(List<String> leaders, int written, int received) {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ha: " + run(System.out::println));
  }

  static Outcome run(Consumer<String> say) throws Exception {
    say.accept("starting MySQL and ZooKeeper");
    Path logs = Files.createTempDirectory("towpath-ha-");
    try (var mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start();
        var zooKeeper = EmbeddedZooKeeper.builder().tickTime(Duration.ofMillis(500)).start();
        var observer = ZooKeeperHa.builder(zooKeeper.connectString()).build()) {
      mySql.execute("CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)");
      var demo = new Demo(say, mySql, observer);
      try {
        for (int i = 1; i <= 3; i++) {
          String address = "127.0.0.1:" + (11110 + i);
          demo.workers.put(
              address,
              WorkerProcess.start(
                  logs.resolve("worker-%d.log".formatted(i)),
                  demo.delivered,
                  address,
                  zooKeeper.connectString(),
                  String.valueOf(mySql.port())));
        }
        Outcome outcome = demo.run();
        say.accept("the workers' logs are in " + logs);
        return outcome;
      } finally {
        for (WorkerProcess worker : demo.workers.values()) {
          worker.stop();
        }
      }
    }
  }

  private Outcome run() throws Exception {
    List<String> leaders = new ArrayList<>();
    await("all workers are there", () -> state().members().size() == workers.size());
    for (int term = 0; term <= KILLS; term++) {
      String leader = awaitLeader();
      leaders.add(leader);
      say.accept("%s leads, %s stand by".formatted(leader, state().standbys()));
      for (int i = 0; i < ORDERS_PER_TERM; i++) {
        mySql.execute("INSERT INTO shop.orders VALUES (%d)".formatted(++written));
        if (term < KILLS && i == ORDERS_PER_TERM / 2) {
          workers.remove(leader).kill();
          say.accept("killed %s at order %d".formatted(leader, written));
        }
      }
      await("%d orders arrive".formatted(written), () -> received() == written);
      say.accept("%d orders arrived, none is missing".formatted(received()));
    }
    return new Outcome(leaders, written, received());
  }

  /** Counts the different orders: after a takeover unacknowledged ones are delivered again. */
  private int received() {
    return new TreeSet<>(delivered).size();
  }

  private DestinationState state() {
    try {
      return observer
          .cluster()
          .read()
          .toCompletableFuture()
          .get()
          .destination(DESTINATION)
          .orElse(
              new DestinationState(DESTINATION, null, List.of(), 0, null, null, null, List.of()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CoordinationException) {
        // There is no connection now.
        return new DestinationState(DESTINATION, null, List.of(), 0, null, null, null, List.of());
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until one of the workers leads; at the next look there may be no connection. */
  private String awaitLeader() throws InterruptedException {
    var found = new AtomicReference<>("");
    await("a worker leads", () -> workers.containsKey(found.updateAndGet(before -> leader())));
    return Objects.requireNonNull(found.get());
  }

  private String leader() {
    DestinationState.Leader leader = state().leader();
    return leader == null ? "" : leader.address();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within %s: %s".formatted(LIMIT, what));
      }
      Thread.sleep(20);
    }
  }
}
