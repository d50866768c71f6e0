package dev.towpath.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * A standalone ZooKeeper server in a JVM of its own, on loopback. Its data survive {@link #stop()}
 * and {@link #kill()}; {@link #close()} deletes them unless the builder was given a directory. The
 * server ends with this JVM, however that ends. Used by one thread at a time.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  private static final String NAME = "zookeeper";

  private final ServerInstance instance;
  private final Consumer<String> progress;

  private EmbeddedZooKeeper(Builder builder) {
    progress = builder.progress;
    var launch = new Launch(builder.tickTime, builder.member, builder.ensemble);
    instance =
        new ServerInstance(
            NAME, launch, builder.dataDirectory, builder.port, launch.furtherPorts());
  }

  /** Returns a builder of servers. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts the server again, on its old data and port, after it was stopped or killed, and waits
   * until it serves clients.
   *
   * @throws IllegalStateException if it is running
   * @throws ServerException if it does not start, with the end of its log
   */
  public void start() {
    progress.accept("starting " + NAME);
    instance.start();
    progress.accept(NAME + " is ready at " + connectString());
  }

  /** Ends the server (SIGTERM) and waits for it; does nothing if it is down. */
  public void stop() {
    instance.stop();
  }

  /** Ends the server as a crash would (SIGKILL), also when it is paused. */
  public void kill() {
    instance.kill();
  }

  /** Stops the server if it runs and starts it on its old data and port. */
  public void restart() {
    stop();
    start();
  }

  /**
   * Freezes the server (SIGSTOP): connections stay open, nothing is answered.
   *
   * @throws IllegalStateException if it is not running
   */
  public void pause() {
    instance.process().pause();
  }

  /**
   * Lets a paused server go on (SIGCONT).
   *
   * @throws IllegalStateException if it is not running
   */
  public void resume() {
    instance.process().resume();
  }

  /** Returns the connect string, {@code 127.0.0.1:port}; stays the same over restarts. */
  public String connectString() {
    return "127.0.0.1:" + port();
  }

  /** Returns the port on 127.0.0.1; stays the same over restarts. */
  public int port() {
    return instance.port();
  }

  /** Returns whether the server's process is running. */
  public boolean isRunning() {
    return instance.isRunning();
  }

  /**
   * Returns the process id of the running server.
   *
   * @throws IllegalStateException if it is not running
   */
  public long pid() {
    return instance.process().pid();
  }

  /**
   * Returns the answer to one of ZooKeeper's four-letter words, as {@code srvr} or {@code cons}.
   *
   * @throws ServerException if the server does not answer within two seconds
   */
  public String ask(String word) {
    try {
      return ask(port(), word);
    } catch (IOException e) {
      throw new ServerException(connectString() + " does not answer " + word + ": " + e, e);
    }
  }

  /**
   * Creates the node {@code path} with this content, and missing parents.
   *
   * @throws ServerException if it exists or the server does not create it
   */
  public void create(String path, byte[] content) {
    try (var client = new ZooKeeperClient(this, 10_000)) {
      client.create(path, content);
    } catch (IOException | KeeperException e) {
      throw new ServerException(connectString() + " does not create " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while creating " + path, e);
    }
  }

  /** Ends the server and deletes its data, or stops it and keeps given ones. Idempotent. */
  @Override
  public void close() {
    instance.close();
  }

  private static String ask(int port, String word) throws IOException {
    int timeoutMillis = 2_000;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private record Launch(Duration tickTime, int member, List<Integer> ensemble)
      implements ServerInstance.Launch {
    /**
     * Returns the distances from a server's port to its ports for the other members of its
     * ensemble.
     */
    private int[] furtherPorts() {
      return ensemble.isEmpty()
          ? new int[0]
          : new int[] {EmbeddedZooKeeperEnsemble.QUORUM, EmbeddedZooKeeperEnsemble.ELECTION};
    }

    @Override
    public List<String> command(Path directory, int port) throws IOException {
      if (!ensemble.isEmpty()) {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("myid"), Integer.toString(member));
      }
      Path file = Files.write(directory.resolve("zoo.cfg"), configuration(directory, port));
      return JavaProgram.command(
          ZooKeeperMain.class,
          directory,
          List.of(
              "-Xmx128m",
              // A killed process loses nothing that it has written; only a dead machine does.
              "-Dzookeeper.forceSync=no",
              "-Dzookeeper.preAllocSize=64"),
          file.toString());
    }

    private List<String> configuration(Path directory, int port) {
      List<String> lines = new ArrayList<>(standalone(directory, port));
      for (int other = 0; other < ensemble.size(); other++) {
        int base = ensemble.get(other);
        lines.add(
            "server.%d=127.0.0.1:%d:%d"
                .formatted(
                    other,
                    base + EmbeddedZooKeeperEnsemble.QUORUM,
                    base + EmbeddedZooKeeperEnsemble.ELECTION));
      }
      return lines;
    }

    private List<String> standalone(Path directory, int port) {
      return List.of(
          "dataDir=" + directory.resolve("data"),
          "clientPort=" + port,
          "clientPortAddress=127.0.0.1",
          "tickTime=" + tickTime.toMillis(),
          // ZooKeeper's default of 20 ticks would shorten the usual session timeouts of clients.
          "maxSessionTimeout=60000",
          "maxClientCnxns=0",
          // In ticks, for ensembles: how long members may take to join, and to answer.
          "initLimit=20",
          "syncLimit=10",
          "admin.enableServer=false",
          "4lw.commands.whitelist=*");
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public boolean isReady(ServerProcess process, Path directory, int port) throws IOException {
      // Another server may have been quicker to take the port.
      return ask(port, "conf").contains("dataDir=" + directory);
    }
  }

  /** A builder of servers. Used by one thread at a time. */
  public static final class Builder {
    private int port;
    private Duration tickTime = Duration.ofMillis(500);
    private int member;
    private List<Integer> ensemble = List.of();
    private @Nullable Path dataDirectory;
    private Consumer<String> progress = line -> {};

    private Builder() {}

    /** Sets the port to listen on, up to 65535; a free one by default, or when 0. */
    public Builder port(int port) {
      this.port = Ports.requireValid(port);
      return this;
    }

    /**
     * Sets the unit of ZooKeeper's own times, in whole milliseconds, at least one; 500 ms by
     * default. Sessions expire after 2 ticks at the earliest and are found to have expired once per
     * tick.
     */
    public Builder tickTime(Duration tickTime) {
      if (tickTime.toMillis() < 1) {
        throw new IllegalArgumentException("a tick takes at least 1 ms: " + tickTime);
      }
      this.tickTime = tickTime;
      return this;
    }

    /**
     * Sets a directory that keeps the data when the server is closed, and is created if missing; a
     * temporary one by default. It belongs to one server at a time.
     */
    public Builder dataDirectory(Path dataDirectory) {
      this.dataDirectory = dataDirectory;
      return this;
    }

    /**
     * Sets the recipient of short messages about slow steps, called by the starting thread; none by
     * default.
     */
    public Builder progress(Consumer<String> progress) {
      this.progress = progress;
      return this;
    }

    /** Makes the server number {@code member} of the ensemble on {@code ports}. */
    Builder ensemble(int member, List<Integer> ports) {
      this.member = member;
      this.ensemble = List.copyOf(ports);
      return port(ports.get(member));
    }

    /** Creates a server that is not started yet. */
    EmbeddedZooKeeper build() {
      return new EmbeddedZooKeeper(this);
    }

    /**
     * Starts the server and waits until it serves clients, for ten minutes at most.
     *
     * @throws ServerException if it does not start, with the end of its log
     */
    public EmbeddedZooKeeper start() {
      EmbeddedZooKeeper server = new EmbeddedZooKeeper(this);
      try {
        server.start();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }
  }
}
