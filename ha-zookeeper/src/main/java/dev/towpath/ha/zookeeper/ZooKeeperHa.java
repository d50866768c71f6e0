package dev.towpath.ha.zookeeper;

import dev.towpath.PullSink;
import dev.towpath.coordination.CoordinationException;
import dev.towpath.coordination.Coordinator;
import dev.towpath.ha.zookeeper.internal.election.HandOverRequest;
import dev.towpath.ha.zookeeper.internal.election.SpreadDelay;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperCoordinator;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.internal.position.ZooKeeperPositionStore;
import dev.towpath.ha.zookeeper.internal.schema.ZooKeeperSchemaStore;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Acls;
import dev.towpath.ha.zookeeper.internal.tree.Addresses;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.CanalSettings;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Security;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import dev.towpath.ha.zookeeper.state.ClaimDelay;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.position.PositionStore;
import dev.towpath.schema.SchemaStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.client.ConnectStringParser;
import org.jspecify.annotations.Nullable;

/**
 * A client of a ZooKeeper ensemble that makes pipelines highly available. It elects the leader of
 * each destination, proves its lease, and keeps its position. It uses canal's layout and takes part
 * in canal's elections. One session and one thread serve all pipelines of a JVM. Thread-safe.
 *
 * <p>It connects and reconnects in the background. Only {@link Coordinator#acquire} and {@link
 * PositionStore#load} wait for the ensemble. Close the pipelines first, then this.
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
  private final Cluster cluster;
  private final Duration closeTimeout;

  private ZooKeeperHa(Settings settings) {
    coordinator = new ZooKeeperCoordinator(settings, Ticker.SYSTEM, ZooKeeperPositionStore::work);
    positionStore = new ZooKeeperPositionStore(coordinator.context());
    schemaStore = new ZooKeeperSchemaStore(coordinator.context());
    cluster = new Cluster(coordinator);
    closeTimeout = settings.closeTimeout();
    coordinator.start();
  }

  /**
   * Starts a builder for the ensemble.
   *
   * @param connectString the servers as {@code host:port}, separated by commas, with an optional
   *     chroot at the end, which must exist
   * @throws IllegalArgumentException if it is malformed
   */
  public static Builder builder(String connectString) {
    return new Builder(connectString);
  }

  /**
   * Returns the coordinator, which elects one instance per destination. Its leases are accepted by
   * {@link #positionStore()}.
   */
  public Coordinator coordinator() {
    return coordinator;
  }

  /**
   * Returns the store of the destinations' positions. It accepts only leases of {@link
   * #coordinator()} and throws {@link IllegalArgumentException} for others. The stages it returns
   * complete on its own thread, which must not be blocked.
   *
   * <p>If we have no position yet, the store takes over canal's cursor of the same destination and
   * client. It first waits until the cursor has not been written for two seconds, because a deposed
   * canal server runs on for a while. While canal's cursor is {@linkplain Builder#mirrorCanalCursor
   * mirrored}, the same happens whenever canal has run the destination since.
   */
  public PositionStore positionStore() {
    return positionStore;
  }

  /**
   * Returns the store of each destination's table definitions, from which the next leader reads
   * them. The history is compressed and cut into nodes of at most 400 KiB. The store accepts only
   * leases of {@link #coordinator()} and throws {@link IllegalArgumentException} for others.
   */
  public SchemaStore schemaStore() {
    return schemaStore;
  }

  /** Returns a view of all instances and leaders. */
  public Cluster cluster() {
    return cluster;
  }

  /**
   * Asks the leader of {@code destination} to hand over. As canal's operators do, it clears {@code
   * active} in the running node. Our leader saves its position and steps back for five seconds so
   * that a standby takes over; without one it leads again. A canal server does the same.
   *
   * @param limit how long to wait; the request remains in force afterwards
   * @return a stage that completes when the leader has given up, on a thread that must not be
   *     blocked; it fails with a {@link CoordinationException} if the destination is vacant or was
   *     not given up in time
   */
  public CompletionStage<Void> handOver(String destination, Duration limit) {
    CompletableFuture<Void> done = context().results().add();
    String objection = Paths.objectionTo(destination);
    var request = new HandOverRequest(context(), destination, limit, done);
    if (objection != null) {
      done.completeExceptionally(
          new CoordinationException(
              "'%s' cannot be the name of a destination: %s".formatted(destination, objection)));
    } else if (!context().loop().execute(Guarded.by(done, request::look))) {
      done.completeExceptionally(
          new CoordinationException(
              "%s could not be handed over: the ZooKeeperHa is closed".formatted(destination)));
    }
    return done;
  }

  /**
   * Shows this instance as a consumer of {@code destination}, as canal's clients show themselves.
   * It is shown as waiting from now on, and as receiving while it runs the destination. This is
   * meant for an application that pulls with a {@link PullSink}: it keeps canal's own clients from
   * taking the place. If one of them already has it, {@link #health()} says so. It has no effect on
   * elections.
   *
   * @return the shown consumer, hidden when closed
   */
  public ShownConsumer showConsumer(String destination) {
    String objection = Paths.objectionTo(destination);
    if (objection != null) {
      throw new IllegalArgumentException(
          "'%s' cannot be the name of a destination: %s".formatted(destination, objection));
    }
    coordinator.addConsumer(destination);
    var isShown = new AtomicBoolean(true);
    return () -> {
      if (isShown.getAndSet(false)) {
        coordinator.removeConsumer(destination);
      }
    };
  }

  /** A consumer that is visible to others. Thread-safe. */
  @FunctionalInterface
  public interface ShownConsumer extends AutoCloseable {
    /** Hides the consumer. Idempotent; returns at once. */
    @Override
    void close();
  }

  Context context() {
    return coordinator.context();
  }

  /** Returns the present state of the connection to the ensemble, without I/O. */
  public ConnectionHealth health() {
    return coordinator.context().problems().health();
  }

  /**
   * Ends the session. Waiting candidates fail, held leases are revoked, and other instances can
   * take over at once. Idempotent; returns within the close timeout, even if no server answers.
   */
  @Override
  public void close() {
    coordinator.close(closeTimeout);
  }

  /** A builder that collects the settings. Not thread-safe. */
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
    private ClaimDelay claimDelay = SpreadDelay.DEFAULT;
    private boolean isEncrypted;
    private Security.@Nullable Store trusted;
    private Security.@Nullable Store certificate;
    private boolean verifiesHosts = true;
    private @Nullable String loginContext;
    private @Nullable UnaryOperator<String> canalSources;
    private @Nullable Path canalDataDirectory;

    private Builder(String connectString) {
      this.connectString = Objects.requireNonNull(connectString, "connectString");
      checkArgument(!connectString.isBlank(), "the connect string is blank");
      checkArgument(
          connectString.indexOf(';') < 0,
          "not a connect string: '" + connectString + "'; servers are separated by commas");
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
     * Sets the root node. Default {@code /otter/canal}; canal knows no other, only a chroot.
     *
     * @throws IllegalArgumentException if it is not an absolute path
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
     * Sets the time without contact after which others may take over. The servers grant 2 to 20
     * times their {@code tickTime}; request at least 3 times. Default 10 s, range 100 ms to 1 h.
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
     * Sets the address that identifies this instance to the others: {@code host#name} or {@code
     * host:port}. It must be unique among all instances and canal servers: a canal server deletes
     * the running node of any server that has its own address. If another instance has the address,
     * a warning is logged and {@link ZooKeeperHa#health()} is DEGRADED.
     *
     * <p>Canal's TCP clients connect to a {@code host:port} that runs their destination. They
     * ignore {@code host#name} and report that there is no canal server. Canal servers respect
     * both.
     *
     * <p>Default: this host's first IPv4 address that is not a loopback address, {@code #}, and the
     * process id. Set it in containers, where both repeat.
     */
    public Builder address(String address) {
      String objection = Addresses.objectionTo(address);
      checkArgument(objection.isEmpty(), "not an address: '" + address + "': " + objection);
      this.address = address;
      return this;
    }

    /**
     * Sets the id of canal's client that the position belongs to. Default 1001, which canal uses
     * for message queues; range 1 to 32767.
     */
    public Builder clientId(int clientId) {
      checkArgument(
          clientId >= 1 && clientId <= Short.MAX_VALUE,
          "the client id must be between 1 and 32767: " + clientId);
      this.clientId = clientId;
      return this;
    }

    /**
     * Writes canal's cursor, too, in the transaction that saves ours. So a canal server can take a
     * destination back at any time, and we continue from its cursor afterwards. Default: canal's
     * cursor is read once and never written.
     *
     * @param source canal's {@code canal.instance.master.address} of all destinations, as {@code
     *     host:port}; if it differs, canal starts a minute too early
     * @throws IllegalArgumentException if it is not {@code host:port}
     */
    public Builder mirrorCanalCursor(String source) {
      CanalCursor.CanalSource.parse(source);
      return mirrorCanalCursor(destination -> source);
    }

    /**
     * Mirrors canal's cursor as above, for destinations with different servers.
     *
     * @param sources returns the {@code host:port} of a destination; called on any thread
     */
    public Builder mirrorCanalCursor(UnaryOperator<String> sources) {
      this.canalSources = Objects.requireNonNull(sources, "sources");
      return this;
    }

    /**
     * Sets the directory of canal's cursors in file mode ({@code canal.file.data.dir}). The {@code
     * meta.dat} of a destination is used if neither we nor canal have a position in ZooKeeper. If
     * canal's cursor in ZooKeeper differs, nothing starts until an operator deletes one of the two.
     * Default: no files are read.
     */
    public Builder canalDataDirectory(Path directory) {
      this.canalDataDirectory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Sets the minimum interval between saves of a position, per destination. A save is sent at
     * once, but completes late, which delays the next. Default 500 ms; zero for no limit.
     */
    public Builder commitInterval(Duration commitInterval) {
      checkArgument(
          !commitInterval.isNegative(), "the commit interval is negative: " + commitInterval);
      this.commitInterval = WaitTimes.capped(commitInterval);
      return this;
    }

    /**
     * Sets how destinations are spread over the instances. Before a claim, an instance waits for
     * this delay per destination that it already leads, so that instances with fewer come first.
     * Default 25 ms each, 500 ms at most; zero leaves it to chance. An instance never gives up a
     * destination for balance.
     *
     * @param perDestination the delay for each destination
     * @param most the upper bound, by which a takeover may be delayed
     */
    public Builder spread(Duration perDestination, Duration most) {
      checkArgument(
          !perDestination.isNegative() && !most.isNegative(),
          "the delays must not be negative: " + perDestination + ", " + most);
      return claimDelay(new SpreadDelay(WaitTimes.capped(perDestination), WaitTimes.capped(most)));
    }

    /** Sets a custom policy in place of {@link #spread}. */
    public Builder claimDelay(ClaimDelay claimDelay) {
      this.claimDelay = Objects.requireNonNull(claimDelay, "claimDelay");
      return this;
    }

    /**
     * Sets how long {@link ZooKeeperHa#close()}, the closing of a lease, and the last save of a
     * term each wait for ZooKeeper. Default 3 s.
     */
    public Builder closeTimeout(Duration closeTimeout) {
      checkArgument(
          closeTimeout.compareTo(Duration.ofMillis(1)) >= 0,
          "the close timeout must be at least 1 ms: " + closeTimeout);
      this.closeTimeout = WaitTimes.capped(closeTimeout);
      return this;
    }

    /**
     * Protects the epochs and positions: only this user may change them; everyone may read them.
     * Canal's part of the tree stays open, because canal knows no users. All instances need the
     * same user, from the first start. Default: open.
     */
    public Builder digest(String user, String password) {
      checkArgument(
          !user.isBlank() && user.indexOf(':') < 0, "the user is blank or contains ':': " + user);
      acls = Acls.digest(user, Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * Encrypts the connections with TLS; the ports in the connect string must be the servers'
     * secure ones. The servers' certificates are checked against the JVM's trusted certificates.
     * Default: no TLS.
     */
    public Builder tls() {
      isEncrypted = true;
      return this;
    }

    /**
     * Encrypts the connections with TLS and checks the servers against the given certificates.
     *
     * @param trustStore the trusted certificates; the name ends in {@code .jks}, {@code .p12},
     *     {@code .pfx} or {@code .pem}
     * @param password its password; empty if it has none
     * @throws IllegalArgumentException if the file cannot be read
     */
    public Builder tls(Path trustStore, String password) {
      trusted = store(trustStore, password);
      return tls();
    }

    /**
     * Sets the key and certificate for servers that request one. Implies {@link #tls()}.
     *
     * @throws IllegalArgumentException if the file cannot be read
     */
    public Builder certificate(Path keyStore, String password) {
      certificate = store(keyStore, password);
      return tls();
    }

    private static Security.Store store(Path file, String password) {
      String objection = Security.Store.objectionTo(file);
      checkArgument(objection == null, "cannot use '" + file + "': " + objection);
      return new Security.Store(file, Objects.requireNonNull(password, "password"));
    }

    /**
     * Sets whether a server's certificate must contain the name in the connect string. Default
     * true; without it any holder of a certificate of the same authority can pose as a server.
     */
    public Builder verifyHostname(boolean verifyHostname) {
      this.verifiesHosts = verifyHostname;
      return this;
    }

    /**
     * Logs in with SASL and protects the epochs and positions like {@link #digest}, for the
     * logged-in user. Default: no SASL, even when the application has a JAAS configuration for
     * ZooKeeper clients. ZooKeeper's client logs in with Kerberos; with DIGEST-MD5 only when the
     * system property {@code zookeeper.fips-mode} is {@code false}.
     *
     * @param loginContext the section of the JAAS configuration, often {@code Client}
     */
    public Builder sasl(String loginContext) {
      checkArgument(!loginContext.isBlank(), "the login context is blank");
      this.loginContext = loginContext;
      acls = Acls.creator();
      return this;
    }

    /**
     * Sets the time after which a client object without a server is replaced, if it exceeds twice
     * the session timeout.
     */
    Builder stuckAfter(Duration stuckAfter) {
      this.stuckAfter = stuckAfter;
      return this;
    }

    /** Starts to connect in the background and returns at once. */
    public ZooKeeperHa build() {
      return new ZooKeeperHa(settings());
    }

    /** Returns the settings. */
    Settings settings() {
      String node =
          ProcessHandle.current().pid()
              + "-"
              + Integer.toHexString(ThreadLocalRandom.current().nextInt());
      return new Settings(
          connectString,
          paths,
          sessionTimeout,
          address == null ? Addresses.guess() : address,
          node,
          new CanalSettings(clientId, canalSources, canalDataDirectory),
          commitInterval,
          closeTimeout,
          stuckAfter,
          acls,
          claimDelay,
          new Security(isEncrypted, trusted, certificate, verifiesHosts, loginContext));
    }

    private static void checkArgument(boolean isTrue, String message) {
      if (!isTrue) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
