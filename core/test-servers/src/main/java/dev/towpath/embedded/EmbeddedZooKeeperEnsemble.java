package dev.towpath.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three ZooKeeper servers that elect a leader, each in a JVM of its own on loopback. They serve
 * clients as long as two of them run. Used by one thread at a time.
 */
public final class EmbeddedZooKeeperEnsemble implements AutoCloseable {
  /** The number of servers. */
  public static final int SERVERS = 3;

  /** The distance from a server's port to its port for the leader's followers. */
  static final int QUORUM = 1;

  /** The distance from a server's port to its port for elections. */
  static final int ELECTION = 2;

  private final List<EmbeddedZooKeeper> servers;

  private EmbeddedZooKeeperEnsemble(List<EmbeddedZooKeeper> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Starts three servers and waits until all serve clients.
   *
   * @param directory where their data and logs are kept, a directory for each
   * @param tickTime see {@link EmbeddedZooKeeper.Builder#tickTime}
   * @throws ServerException if one of them does not start, with the end of its log
   */
  public static EmbeddedZooKeeperEnsemble start(Path directory, Duration tickTime) {
    List<Integer> ports = ports();
    List<EmbeddedZooKeeper> servers = new ArrayList<>();
    for (int member = 0; member < SERVERS; member++) {
      servers.add(
          EmbeddedZooKeeper.builder()
              .ensemble(member, ports)
              .tickTime(tickTime)
              .dataDirectory(directory.resolve("zookeeper-" + member))
              .build());
    }
    var ensemble = new EmbeddedZooKeeperEnsemble(servers);
    try {
      ensemble.startServers(IntStream.range(0, SERVERS).toArray());
      return ensemble;
    } catch (RuntimeException e) {
      ensemble.close();
      throw e;
    }
  }

  private static List<Integer> ports() {
    return Stream.generate(() -> Ports.reserve(QUORUM, ELECTION)).limit(SERVERS).toList();
  }

  /**
   * Starts the servers with these numbers, from 0, all at once, and waits until they serve clients.
   *
   * @throws ServerException if one of them is running or does not start
   */
  public void startServers(int... numbers) {
    ExecutorService executor = Executors.newFixedThreadPool(SERVERS);
    try {
      List<Future<?>> starts = new ArrayList<>();
      for (int number : numbers) {
        starts.add(executor.submit(servers.get(number)::start));
      }
      for (Future<?> start : starts) {
        start.get();
      }
    } catch (ExecutionException e) {
      throw new ServerException("a member of the ensemble did not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while the ensemble was starting", e);
    } finally {
      executor.shutdownNow();
    }
  }

  /** Returns the server with number {@code number}, from 0. */
  public EmbeddedZooKeeper server(int number) {
    return servers.get(number);
  }

  /** Returns the connect string with the addresses of all servers. */
  public String connectString() {
    return servers.stream().map(EmbeddedZooKeeper::connectString).collect(Collectors.joining(","));
  }

  /** Ends all servers as a crash would, and keeps their directories. Idempotent. */
  @Override
  public void close() {
    servers.forEach(EmbeddedZooKeeper::kill);
  }
}
