package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.jspecify.annotations.Nullable;

/**
 * Three servers in this JVM. What they say to each other goes over networks that can fail, what
 * clients say to them does not.
 */
final class LocalEnsemble implements AutoCloseable {
  private static final int SERVERS = 3;
  private static final int TICK_MILLIS = 250;

  /** A follower that hears nothing from the others takes ten seconds to notice. */
  private static final int SYNC_LIMIT_TICKS = 40;

  private final Path directory;
  private final List<Peer> peers = new ArrayList<>();
  private final int[] clientPorts = freePorts();
  private final FaultyNetwork[][] links = new FaultyNetwork[SERVERS][2 * SERVERS];

  private LocalEnsemble(Path directory) throws IOException {
    this.directory = directory;
  }

  static LocalEnsemble start() throws Exception {
    var ensemble = new LocalEnsemble(Files.createTempDirectory("ensemble"));
    ensemble.startServers();
    return ensemble;
  }

  private void startServers() throws Exception {
    int[] quorumPorts = freePorts();
    int[] electionPorts = freePorts();
    for (int from = 0; from < SERVERS; from++) {
      for (int to = 0; to < SERVERS; to++) {
        if (from != to) {
          links[from][2 * to] = new FaultyNetwork(quorumPorts[to]);
          links[from][2 * to + 1] = new FaultyNetwork(electionPorts[to]);
        }
      }
    }
    for (int server = 0; server < SERVERS; server++) {
      var peer = new Peer(configuration(server, quorumPorts[server], electionPorts[server]));
      peers.add(peer);
      peer.start();
    }
    Await.until("a quorum", () -> peers.stream().allMatch(Peer::isServing));
  }

  private QuorumPeerConfig configuration(int server, int quorumPort, int electionPort)
      throws IOException, ConfigException {
    Path data = Files.createDirectory(directory.resolve("server" + server));
    Files.writeString(data.resolve("myid"), Integer.toString(server));
    var lines = new ArrayList<String>();
    lines.add("tickTime=" + TICK_MILLIS);
    lines.add("initLimit=20");
    lines.add("syncLimit=" + SYNC_LIMIT_TICKS);
    lines.add("dataDir=" + data);
    lines.add("clientPort=" + clientPorts[server]);
    lines.add("clientPortAddress=127.0.0.1");
    lines.add("admin.enableServer=false");
    for (int other = 0; other < SERVERS; other++) {
      int quorum = other == server ? quorumPort : links[server][2 * other].port();
      int election = other == server ? electionPort : links[server][2 * other + 1].port();
      lines.add("server." + other + "=127.0.0.1:" + quorum + ":" + election);
    }
    Path file = data.resolve("zoo.cfg");
    Files.write(file, lines);
    var configuration = new QuorumPeerConfig();
    configuration.parse(file.toString());
    return configuration;
  }

  /** A server that follows. */
  int follower() {
    return IntStream.range(0, SERVERS)
        .filter(server -> peers.get(server).isFollowing())
        .findFirst()
        .orElseThrow();
  }

  String address(int server) {
    return "127.0.0.1:" + clientPorts[server];
  }

  /** Cuts a server off from the other servers, but not from its clients. */
  void isolate(int server) {
    for (int other = 0; other < SERVERS; other++) {
      if (other != server) {
        for (int kind = 0; kind < 2; kind++) {
          links[server][2 * other + kind].set(FaultyNetwork.Mode.BLACKHOLE);
          links[other][2 * server + kind].set(FaultyNetwork.Mode.BLACKHOLE);
        }
      }
    }
  }

  private static int[] freePorts() throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < SERVERS; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
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
      return peer != null && peer.isRunning() && peer.getActiveServer() != null;
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
