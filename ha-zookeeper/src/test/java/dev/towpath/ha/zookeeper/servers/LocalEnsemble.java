package dev.towpath.ha.zookeeper.servers;

import dev.towpath.embedded.Ports;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeer.ZabState;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;

/**
 * An ensemble of three servers in this JVM. The links between servers can fail; the links to
 * clients cannot.
 */
public final class LocalEnsemble implements AutoCloseable {
  public static final int SERVERS = 3;

  private static final int TICK_MILLIS = 250;

  /** A follower notices after ten seconds that it hears nothing from the others. */
  private static final int SYNC_LIMIT_TICKS = 40;

  private final Path directory;
  private final List<Peer> peers = new ArrayList<>();
  private final List<Path> configurations = new ArrayList<>();

  /** For each server its port for clients, for the quorum and for elections; all differ. */
  private final int[] ports = IntStream.generate(Ports::reserve).limit(3 * SERVERS).toArray();

  private final FaultyNetwork[][] links = new FaultyNetwork[SERVERS][2 * SERVERS];

  private LocalEnsemble(Path directory) {
    this.directory = directory;
  }

  public static LocalEnsemble start() throws Exception {
    // A server that cannot continue would end this JVM.
    ServiceUtils.setSystemExitProcedure(
        code -> {
          throw new IllegalStateException("a server ended with code " + code);
        });
    var ensemble = new LocalEnsemble(Files.createTempDirectory("ensemble"));
    ensemble.startServers();
    return ensemble;
  }

  private void startServers() throws Exception {
    for (int from = 0; from < SERVERS; from++) {
      for (int to = 0; to < SERVERS; to++) {
        if (from != to) {
          links[from][2 * to] = new FaultyNetwork(quorumPort(to));
          links[from][2 * to + 1] = new FaultyNetwork(electionPort(to));
        }
      }
    }
    for (int server = 0; server < SERVERS; server++) {
      configurations.add(configuration(server, quorumPort(server), electionPort(server)));
      peers.add(started(server));
    }
    awaitAll();
  }

  private Peer started(int server) throws ConfigException {
    var configuration = new QuorumPeerConfig();
    configuration.parse(configurations.get(server).toString());
    var peer = new Peer(configuration);
    peer.start();
    return peer;
  }

  /** Waits until all servers belong to the quorum. */
  public void awaitAll() throws Exception {
    Wait.until("a quorum", () -> peers.stream().allMatch(Peer::isServing));
  }

  /** Returns the state of each server, according to itself. */
  public List<String> states() {
    return peers.stream().map(Peer::toString).toList();
  }

  /** Stops a server and keeps its data. */
  public void stop(int server) {
    peers.get(server).end();
  }

  /** Restarts a stopped server on its port and data. */
  public void startAgain(int server) throws ConfigException {
    peers.set(server, started(server));
  }

  /** Returns the directories of the servers' transaction logs. */
  public List<Path> logs() {
    return IntStream.range(0, SERVERS)
        .mapToObj(server -> directory.resolve("server" + server))
        .toList();
  }

  public int port(int server) {
    return ports[server];
  }

  private int quorumPort(int server) {
    return ports[SERVERS + server];
  }

  private int electionPort(int server) {
    return ports[2 * SERVERS + server];
  }

  private Path configuration(int server, int quorumPort, int electionPort) throws IOException {
    Path data = Files.createDirectory(directory.resolve("server" + server));
    Files.writeString(data.resolve("myid"), Integer.toString(server));
    var lines = new ArrayList<String>();
    lines.add("tickTime=" + TICK_MILLIS);
    lines.add("initLimit=20");
    lines.add("syncLimit=" + SYNC_LIMIT_TICKS);
    lines.add("dataDir=" + data);
    lines.add("clientPort=" + port(server));
    lines.add("clientPortAddress=127.0.0.1");
    lines.add("admin.enableServer=false");
    for (int other = 0; other < SERVERS; other++) {
      int quorum = other == server ? quorumPort : links[server][2 * other].port();
      int election = other == server ? electionPort : links[server][2 * other + 1].port();
      lines.add("server." + other + "=127.0.0.1:" + quorum + ":" + election);
    }
    return Files.write(data.resolve("zoo.cfg"), lines);
  }

  /** Returns a follower. */
  public int follower() {
    return IntStream.range(0, SERVERS)
        .filter(server -> peers.get(server).isFollowing())
        .findFirst()
        .orElseThrow();
  }

  public String address(int server) {
    return "127.0.0.1:" + port(server);
  }

  /** Cuts a server off from the other servers, but not from its clients. */
  public void isolate(int server) {
    linksOf(server).forEach(link -> link.set(FaultyNetwork.Mode.BLACKHOLE));
  }

  /** Reconnects a server with the others. */
  public void rejoin(int server) {
    linksOf(server).forEach(FaultyNetwork::heal);
  }

  private List<FaultyNetwork> linksOf(int server) {
    var found = new ArrayList<FaultyNetwork>();
    for (int other = 0; other < SERVERS; other++) {
      if (other != server) {
        for (int kind = 0; kind < 2; kind++) {
          found.add(links[server][2 * other + kind]);
          found.add(links[other][2 * server + kind]);
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : peers) {
      peer.end();
    }
    for (FaultyNetwork[] row : links) {
      for (FaultyNetwork link : row) {
        if (link != null) {
          link.close();
        }
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One server, on a thread of its own. */
  private static final class Peer extends QuorumPeerMain {
    private final Thread thread;
    private @Nullable Exception failure;

    Peer(QuorumPeerConfig configuration) {
      thread =
          new Thread(
              () -> {
                try {
                  runFromConfig(configuration);
                } catch (Exception e) {
                  failure = e;
                }
              },
              "peer");
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    boolean isServing() {
      if (failure != null) {
        throw new IllegalStateException("a server ended", failure);
      }
      QuorumPeer peer = quorumPeer;
      return peer != null && peer.isRunning() && peer.getZabState() == ZabState.BROADCAST;
    }

    @Override
    public String toString() {
      QuorumPeer peer = quorumPeer;
      return peer == null ? "never started" : peer.getDetailedPeerState();
    }

    boolean isFollowing() {
      return quorumPeer.follower != null;
    }

    void end() {
      quorumPeer.shutdown();
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
