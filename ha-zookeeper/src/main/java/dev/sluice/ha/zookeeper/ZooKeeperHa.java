package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.Coordinator;
import dev.sluice.position.PositionStore;
import dev.sluice.schema.SchemaStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.zookeeper.client.ConnectStringParser;
import org.jspecify.annotations.Nullable;

/**
 * One instance's place in a ZooKeeper ensemble: it elects who runs a destination, proves the lease,
 * and keeps the position, all in the layout of canal, with which it shares the election. One
 * session and one thread serve all pipelines of a JVM. Thread-safe.
 *
 * <p>It connects in the background and goes on trying: nothing here waits for the ensemble except
 * {@link Coordinator#acquire} and {@link PositionStore#load}. Close the pipelines first, then this.
 *
 * <pre>{@code
 * try (var ha = ZooKeeperHa.builder("zk1:2181,zk2:2181,zk3:2181").address("10.0.0.7:11111").build();
 *     var pipeline = pipeline(ha.coordinator(), ha.positionStore())) {
 *   ...
 * }
 * }</pre>
 */
public final class ZooKeeperHa implements AutoCloseable {
  private final ZooKeeperCoordinator coordinator;
  private final ZooKeeperPositionStore positionStore;
  private final ZooKeeperSchemaStore schemaStore;
  private final Duration closeTimeout;

  private ZooKeeperHa(Settings settings) {
    coordinator = new ZooKeeperCoordinator(settings, Ticker.SYSTEM);
    positionStore = new ZooKeeperPositionStore(coordinator.context());
    schemaStore = new ZooKeeperSchemaStore(coordinator.context());
    closeTimeout = settings.closeTimeout();
    coordinator.start();
  }

  /**
   * Starts the description of an ensemble.
   *
   * @param connectString the servers as {@code host:port}, separated by commas, with an optional
   *     chroot at the end, which must exist
   * @throws IllegalArgumentException if it is malformed
   */
  public static Builder builder(String connectString) {
    return new Builder(connectString);
  }

  /** Elects one instance per destination. Its leases are accepted by {@link #positionStore()}. */
  public Coordinator coordinator() {
    return coordinator;
  }

  /**
   * Keeps the position of each destination. It accepts leases of {@link #coordinator()} only, for
   * others it throws {@link IllegalArgumentException}. The stages it returns complete on its own
   * thread, where nothing may block.
   *
   * <p>Where there is no position yet, canal's cursor of the same destination and client is taken
   * over.
   */
  public PositionStore positionStore() {
    return positionStore;
  }

  /**
   * Keeps the history of table definitions of each destination beside its position, compressed and
   * cut into nodes of at most 400 KiB, so that whoever leads next has it. It accepts leases of
   * {@link #coordinator()} only, for others it throws {@link IllegalArgumentException}.
   */
  public SchemaStore schemaStore() {
    return schemaStore;
  }

  Context context() {
    return coordinator.context();
  }

  /** How it gets on with the ensemble at the moment. Costs no I/O. */
  public Health health() {
    return coordinator.context().trouble().health();
  }

  /**
   * Ends the session. Candidates that wait are told, leases that are still held are revoked, and
   * others can take over at once. Idempotent; returns within the close timeout, even when no server
   * answers.
   */
  @Override
  public void close() {
    coordinator.close(closeTimeout);
  }

  /** Collects the settings. Not thread-safe. */
  public static final class Builder {
    private static final Duration SHORTEST_SESSION = Duration.ofMillis(100);
    private static final Duration LONGEST_SESSION = Duration.ofHours(1);

    private final String connectString;
    private Paths paths = new Paths("/otter/canal");
    private Duration sessionTimeout = Duration.ofSeconds(10);
    private @Nullable String address;
    private int clientId = 1001;
    private Duration commitInterval = Duration.ofMillis(500);
    private Duration closeTimeout = Duration.ofSeconds(3);
    private Duration stuckAfter = Duration.ofSeconds(10);
    private Acls acls = Acls.open();

    private Builder(String connectString) {
      this.connectString = Objects.requireNonNull(connectString, "connectString");
      checkArgument(!connectString.isBlank(), "the connect string is blank");
      try {
        var parsed = new ConnectStringParser(connectString);
        checkArgument(
            !parsed.getServerAddresses().isEmpty(), "no server in '" + connectString + "'");
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "not a connect string: '%s': %s".formatted(connectString, e.getMessage()), e);
      }
    }

    /**
     * The node below which everything is. Default {@code /otter/canal}; canal knows no other, only
     * a chroot.
     *
     * @throws IllegalArgumentException if it is no absolute path
     */
    public Builder root(String root) {
      checkArgument(root.startsWith("/") && root.length() > 1, "no absolute path: '" + root + "'");
      for (String name : root.substring(1).split("/", -1)) {
        String objection = Paths.objectionTo(name);
        checkArgument(objection == null, "not a path: '" + root + "': " + objection);
      }
      paths = new Paths(root);
      return this;
    }

    /**
     * After how long without contact the others may take over. The servers grant 2 to 20 times
     * their {@code tickTime}; ask for 3 times at least. Default 10 s, range 100 ms to 1 h.
     */
    public Builder sessionTimeout(Duration sessionTimeout) {
      checkArgument(
          sessionTimeout.compareTo(SHORTEST_SESSION) >= 0
              && sessionTimeout.compareTo(LONGEST_SESSION) <= 0,
          "the session timeout must be between 100 ms and 1 h: " + sessionTimeout);
      this.sessionTimeout = sessionTimeout;
      return this;
    }

    /**
     * The {@code host:port} under which this instance is shown to the others. It must be unique
     * among all instances and canal servers: canal deletes the running node of whoever has its
     * address. When another instance has it, a warning is logged and {@link ZooKeeperHa#health()}
     * is DEGRADED. Default: the first IPv4 address of this host that is no loopback address, and a
     * number derived from the process id; set it in containers, where both repeat.
     */
    public Builder address(String address) {
      String objection = Addresses.objectionTo(address);
      checkArgument(objection.isEmpty(), "not an address: '" + address + "': " + objection);
      this.address = address;
      return this;
    }

    /**
     * Which of canal's clients the position belongs to. Default 1001, the one canal uses for
     * message queues; range 1 to 32767.
     */
    public Builder clientId(int clientId) {
      checkArgument(
          clientId >= 1 && clientId <= Short.MAX_VALUE,
          "the client id must be between 1 and 32767: " + clientId);
      this.clientId = clientId;
      return this;
    }

    /**
     * How often a position is saved at most, per destination: a save is sent at once, but the next
     * is held back by completing it late. Default 500 ms; zero for no limit.
     */
    public Builder commitInterval(Duration commitInterval) {
      checkArgument(
          !commitInterval.isNegative(), "the commit interval is negative: " + commitInterval);
      this.commitInterval = commitInterval;
      return this;
    }

    /**
     * How long {@link ZooKeeperHa#close()}, the closing of a lease, and the last save of a term
     * wait for ZooKeeper each. Default 3 s.
     */
    public Builder closeTimeout(Duration closeTimeout) {
      checkArgument(
          closeTimeout.toMillis() > 0, "the close timeout must be at least 1 ms: " + closeTimeout);
      this.closeTimeout = closeTimeout;
      return this;
    }

    /**
     * Protects the epochs and positions: only this user may change them, everybody may read them.
     * Canal's part of the tree stays open, since canal knows no users. All instances need the same
     * user, from the first start on. Default: open.
     */
    public Builder digest(String user, String password) {
      checkArgument(
          !user.isBlank() && user.indexOf(':') < 0, "the user is blank or contains ':': " + user);
      acls = Acls.digest(user, Objects.requireNonNull(password, "password"));
      return this;
    }

    /** After how long a client object that finds no server is replaced, if that is more than 2T. */
    Builder stuckAfter(Duration stuckAfter) {
      this.stuckAfter = stuckAfter;
      return this;
    }

    /** Begins to connect, in the background, and returns at once. */
    public ZooKeeperHa build() {
      String node =
          ProcessHandle.current().pid()
              + "-"
              + Integer.toHexString(ThreadLocalRandom.current().nextInt());
      return new ZooKeeperHa(
          new Settings(
              connectString,
              paths,
              sessionTimeout,
              address == null ? Addresses.guess() : address,
              node,
              clientId,
              commitInterval,
              closeTimeout,
              stuckAfter,
              acls));
    }

    private static void checkArgument(boolean isTrue, String message) {
      if (!isTrue) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
