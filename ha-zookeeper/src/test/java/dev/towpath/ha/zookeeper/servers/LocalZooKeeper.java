package dev.towpath.ha.zookeeper.servers;

import dev.towpath.embedded.Ports;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.jspecify.annotations.Nullable;

/** A standalone server in this JVM, which keeps its data and its port across restarts. */
public final class LocalZooKeeper implements AutoCloseable {
  private static final int TICK_MILLIS = 100;

  private static final int LONGEST_SESSION_MILLIS = 60_000;

  private final Path directory;
  private final int longestSessionMillis;
  private @Nullable ServerCnxnFactory connections;
  private @Nullable ZooKeeperServer server;
  private int port = Ports.reserve();

  private LocalZooKeeper(Path directory, int longestSessionMillis) {
    this.directory = directory;
    this.longestSessionMillis = longestSessionMillis;
  }

  public static LocalZooKeeper start() throws IOException, InterruptedException {
    return start(LONGEST_SESSION_MILLIS);
  }

  /** Starts a server that limits the session timeout, regardless of the client's request. */
  public static LocalZooKeeper start(int longestSessionMillis)
      throws IOException, InterruptedException {
    var zooKeeper =
        new LocalZooKeeper(Files.createTempDirectory("zookeeper"), longestSessionMillis);
    zooKeeper.startAgain();
    return zooKeeper;
  }

  /** Reserves a port that is closed until {@link #startAgain()}. */
  public static LocalZooKeeper notStarted() throws IOException, InterruptedException {
    LocalZooKeeper zooKeeper = start();
    zooKeeper.stop();
    return zooKeeper;
  }

  public void startAgain() throws IOException, InterruptedException {
    ZooKeeperServer fresh =
        new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
    fresh.setMaxSessionTimeout(longestSessionMillis);
    var factory = new NIOServerCnxnFactory();
    factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    factory.startup(fresh);
    connections = factory;
    server = fresh;
    port = factory.getLocalPort();
  }

  public void stop() {
    if (connections != null) {
      connections.shutdown();
      connections = null;
      server = null;
    }
  }

  /** Deletes all data and starts empty. */
  public void startEmpty() throws IOException, InterruptedException {
    stop();
    delete(false);
    startAgain();
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Returns the zxid of the last transaction. */
  public long lastZxid() {
    return Objects.requireNonNull(server).getZKDatabase().getDataTreeLastProcessedZxid();
  }

  /** Expires a session. */
  public void expire(long sessionId) {
    Objects.requireNonNull(server).closeSession(sessionId);
  }

  public ZooKeeper client() throws IOException, InterruptedException {
    return client(address());
  }

  /** Returns a connected plain client. */
  public static ZooKeeper client(String address) throws IOException, InterruptedException {
    var connected = new CountDownLatch(1);
    var configuration = new ZKClientConfig();
    configuration.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    var client =
        new ZooKeeper(
            address,
            10_000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            configuration);
    if (!connected.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("no connection to " + address);
    }
    return client;
  }

  /** Returns the metadata of a node, read by a client of its own. */
  public static Stat stat(String address, String path) throws Exception {
    ZooKeeper client = client(address);
    try {
      return client.exists(path, false);
    } finally {
      client.close();
    }
  }

  /** Creates a persistent node with all its ancestors. */
  public static void create(ZooKeeper client, String path, byte[] data)
      throws KeeperException, InterruptedException {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (client.exists(path.substring(0, slash), false) == null) {
        client.create(
            path.substring(0, slash), new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
    }
    client.create(path, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }

  @Override
  public void close() throws IOException {
    stop();
    delete(true);
  }

  private void delete(boolean withDirectory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        if (withDirectory || !file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }
}
