package dev.towpath.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A RocketMQ name server and one broker, each in a JVM of its own, on loopback. The broker's
 * messages survive {@link #stopBroker()} and {@link #killBroker()}; {@link #close()} deletes them
 * unless the builder was given a directory. A topic exists only after {@link #createTopic}. The
 * servers end with this JVM, however that ends. Used by one thread at a time.
 */
public final class EmbeddedRocketMq implements AutoCloseable {
  /** The broker's name in routes and message queues. */
  public static final String BROKER_NAME = "broker-a";

  private static final int REQUEST_TIMEOUT_MILLIS = 120_000;

  private final ServerInstance nameServer;
  private final ServerInstance broker;
  private final Consumer<String> progress;
  private final boolean ownsNameServer;

  private EmbeddedRocketMq(
      ServerInstance nameServer, boolean ownsNameServer, String brokerName, Builder builder) {
    this.nameServer = nameServer;
    this.ownsNameServer = ownsNameServer;
    progress = builder.progress;
    broker =
        new ServerInstance(
            "rocketmq-broker",
            RocketMqLaunch.broker(brokerName, nameServer(), builder.brokerSettings, builder.tls),
            builder.dataDirectory,
            0,
            RocketMqLaunch.brokerPortOffsets());
  }

  /** Returns a builder of a name server and a broker. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the name server's address: {@code 127.0.0.1:port}. */
  public String nameServer() {
    return address(nameServer);
  }

  /** Returns the broker's address: {@code 127.0.0.1:port}; stays the same over restarts. */
  public String broker() {
    return address(broker);
  }

  /**
   * Creates {@code topic}, or changes its number of queues, and waits until clients can find it.
   *
   * @param topic 1 to 127 letters, digits and characters of {@code %|_-}
   * @param queues its number of queues, at least 1
   * @throws ServerException if the broker does not create it
   */
  public void createTopic(String topic, int queues) {
    if (!topic.matches("[%|a-zA-Z0-9_-]{1,127}") || queues < 1) {
      throw new IllegalArgumentException("no topic for RocketMQ: " + topic + ", " + queues);
    }
    String answer = request(topic + " " + queues + "\n");
    if (!answer.equals(RocketMqBrokerMain.DONE)) {
      throw new ServerException("the broker does not create topic " + topic + ": " + answer);
    }
  }

  private String request(String line) {
    int port = broker.port() + RocketMqLaunch.TOPICS_PORT_OFFSET;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(REQUEST_TIMEOUT_MILLIS);
      socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ServerException("the broker does not answer: " + e.getMessage(), e);
    }
  }

  /**
   * Starts the broker again, on its old data and port, after it was stopped or killed, and waits
   * until the name server knows it.
   *
   * @throws IllegalStateException if it is running
   * @throws ServerException if it does not start, with the end of its log
   */
  public void startBroker() {
    progress.accept("starting RocketMQ broker");
    broker.start();
    progress.accept("RocketMQ broker is ready at " + broker());
  }

  /** Ends the broker in good order (SIGTERM), which takes it about 8 s. */
  public void stopBroker() {
    broker.stop();
  }

  /** Ends the broker as a crash would (SIGKILL), also when it is paused. */
  public void killBroker() {
    broker.kill();
  }

  /** Kills the broker if it runs, which loses nothing, and starts it on its old data and port. */
  public void restartBroker() {
    killBroker();
    startBroker();
  }

  /**
   * Freezes the broker (SIGSTOP): connections stay open, nothing is answered.
   *
   * @throws IllegalStateException if it is not running
   */
  public void pauseBroker() {
    broker.process().pause();
  }

  /**
   * Lets a paused broker go on (SIGCONT).
   *
   * @throws IllegalStateException if it is not running
   */
  public void resumeBroker() {
    broker.process().resume();
  }

  /** Ends the name server as a crash would; brokers and connected clients go on. */
  public void killNameServer() {
    nameServer.kill();
  }

  /**
   * Starts the name server again; brokers register again within 30 s.
   *
   * @throws IllegalStateException if it is running
   * @throws ServerException if it does not start, with the end of its log
   */
  public void startNameServer() {
    nameServer.start();
  }

  /**
   * Returns the process id of the running broker.
   *
   * @throws IllegalStateException if it is not running
   */
  public long brokerPid() {
    return broker.process().pid();
  }

  /**
   * Returns the process id of the running name server.
   *
   * @throws IllegalStateException if it is not running
   */
  public long nameServerPid() {
    return nameServer.process().pid();
  }

  /** Ends both servers at once and deletes what they wrote, except in a given directory. */
  @Override
  public void close() {
    try (broker) {
      broker.kill();
    } finally {
      if (ownsNameServer) {
        nameServer.close();
      }
    }
  }

  private static String address(ServerInstance server) {
    return "127.0.0.1:" + server.port();
  }

  /** A builder of a name server and a broker. Used by one thread at a time. */
  public static final class Builder {
    private @Nullable Path dataDirectory;
    private Consumer<String> progress = line -> {};
    private final List<String> brokerSettings = new ArrayList<>();
    private List<String> tls = RocketMqLaunch.PLAIN;

    private Builder() {}

    /**
     * Adds a setting of RocketMQ's broker, store or remoting server, which overrides the default; a
     * broker does not start with one that it does not know. None by default.
     */
    public Builder brokerSetting(String name, String value) {
      brokerSettings.add(name + "=" + value);
      return this;
    }

    /** Lets the servers take encrypted connections only; both files are in PEM. Off by default. */
    public Builder tls(Path certificate, Path key) {
      tls = RocketMqLaunch.encrypted(certificate, key);
      return this;
    }

    /**
     * Sets a directory that keeps the broker's data when it is closed, and is created if missing; a
     * temporary one by default. It belongs to one broker at a time.
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

    /**
     * Starts both servers and waits until the name server knows the broker, for ten minutes at most
     * each.
     *
     * @throws ServerException if one does not start, with the end of its log
     */
    public EmbeddedRocketMq start() {
      ServerInstance nameServer =
          new ServerInstance("rocketmq-namesrv", RocketMqLaunch.nameServer(tls), null, 0);
      try {
        progress.accept("starting RocketMQ name server");
        nameServer.start();
        return startBroker(new EmbeddedRocketMq(nameServer, true, BROKER_NAME, this));
      } catch (RuntimeException e) {
        nameServer.close();
        throw e;
      }
    }

    /**
     * Starts another broker of the cluster, at the name server of {@code other}, which is closed
     * after it. A topic with queues on both is created on each.
     */
    public EmbeddedRocketMq startBeside(EmbeddedRocketMq other, String brokerName) {
      return startBroker(new EmbeddedRocketMq(other.nameServer, false, brokerName, this));
    }

    private static EmbeddedRocketMq startBroker(EmbeddedRocketMq servers) {
      try {
        servers.startBroker();
        return servers;
      } catch (RuntimeException e) {
        servers.close();
        throw e;
      }
    }
  }
}
