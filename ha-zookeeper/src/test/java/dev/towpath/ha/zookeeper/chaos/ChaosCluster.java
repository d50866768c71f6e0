package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.chaos.ChaosHistory.Entry;
import dev.towpath.ha.zookeeper.servers.LocalEnsemble;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/**
 * A cluster of three servers in this JVM and contenders in JVMs of their own, each with its own
 * network link to each server. Used by one thread.
 */
final class ChaosCluster implements AutoCloseable {
  static final int JVMS = 3;
  private final Path directory;
  private final LocalEnsemble ensemble;
  private final int destinations;
  private final List<ChaosJvm> jvms = new ArrayList<>();

  private ChaosCluster(Path directory, LocalEnsemble ensemble, int destinations) {
    this.directory = directory;
    this.ensemble = ensemble;
    this.destinations = destinations;
  }

  static ChaosCluster start(
      int destinations, Duration sessionTimeout, Duration pause, ChaosContender.Kind kind)
      throws Exception {
    Path directory = Files.createTempDirectory("chaos");
    LocalEnsemble ensemble = LocalEnsemble.start();
    var cluster = new ChaosCluster(directory, ensemble, destinations);
    try {
      List<Integer> ports =
          IntStream.range(0, LocalEnsemble.SERVERS).mapToObj(ensemble::port).toList();
      var setup = new ChaosJvm.Setup(directory, ports, destinations, sessionTimeout, pause, kind);
      for (int number = 0; number < JVMS; number++) {
        cluster.jvms.add(new ChaosJvm(setup, number));
      }
      cluster.awaitPublishing();
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  LocalEnsemble ensemble() {
    return ensemble;
  }

  List<ChaosJvm> jvms() {
    return jvms;
  }

  List<Entry> history() throws IOException {
    var all = new ArrayList<Entry>();
    for (ChaosJvm jvm : jvms) {
      all.addAll(jvm.history().entries());
    }
    return all;
  }

  /** Waits until all contenders stand for the first destination. */
  void awaitAllJoined() throws Exception {
    ZooKeeper client = LocalZooKeeper.client(ensemble.address(0));
    try {
      await("all contenders are there", () -> contenders(client) == JVMS);
    } finally {
      client.close();
    }
  }

  private static int contenders(ZooKeeper client) throws Exception {
    try {
      return client.getChildren("/otter/canal/destinations/d1/cluster", false).size();
    } catch (KeeperException.ConnectionLossException e) {
      // The server joins the others again after the last fault.
      return 0;
    }
  }

  /** Waits for {@code condition}; describes the cluster after a timeout. */
  private void await(String what, Wait.Condition<Exception> condition) throws Exception {
    try {
      Wait.until(what, condition);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; " + ChaosReport.of(this), e);
    }
  }

  /** Returns the process that published for {@code destination} last. */
  ChaosJvm leader(String destination) throws IOException {
    Entry last =
        history().stream()
            .filter(entry -> entry.event() == 'P' && entry.destination().equals(destination))
            .max(Comparator.comparingLong(Entry::time))
            .orElseThrow();
    return jvms.stream()
        .filter(jvm -> last.process().equals("jvm" + jvm.number()))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until all destinations publish again. */
  void awaitPublishing() throws Exception {
    long now = System.nanoTime();
    await(
        destinations + " destinations publish",
        () ->
            history().stream()
                    .filter(entry -> entry.event() == 'P' && entry.allowed() > now)
                    .map(Entry::destination)
                    .distinct()
                    .count()
                == destinations);
  }

  /**
   * Waits for the first term of {@code destination} that another process won after {@code time}.
   */
  Entry awaitTakeover(String destination, ChaosJvm from, long time) throws Exception {
    return awaitTerm(destination, "jvm" + from.number(), time);
  }

  /** Waits for the first term won after {@code time} by a process other than {@code except}. */
  Entry awaitTerm(String destination, String except, long time) throws Exception {
    Entry[] found = new Entry[1];
    await(
        destination + " is taken over",
        () -> {
          found[0] =
              history().stream()
                  .filter(entry -> entry.event() == 'A' && entry.allowed() > time)
                  .filter(entry -> entry.destination().equals(destination))
                  .filter(entry -> !entry.process().equals(except))
                  .min(Comparator.comparingLong(Entry::allowed))
                  .orElse(null);
          return found[0] != null;
        });
    return found[0];
  }

  /** Ends the contenders and checks their histories. */
  ChaosChecker.Verdict judge() throws Exception {
    for (ChaosJvm jvm : jvms) {
      jvm.kill();
    }
    ensemble.awaitAll();
    return new ChaosChecker(history(), ChaosLog.read(ensemble.logs())).judge();
  }

  @Override
  public void close() throws IOException {
    jvms.forEach(ChaosJvm::close);
    ensemble.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
