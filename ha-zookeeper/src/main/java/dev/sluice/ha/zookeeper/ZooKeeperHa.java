package dev.sluice.ha.zookeeper;

import dev.sluice.PullSink;
import dev.sluice.coordination.CoordinationException;
import dev.sluice.coordination.Coordinator;
import dev.sluice.position.PositionStore;
import dev.sluice.schema.SchemaStore;
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
  private final Cluster cluster;
  private final Duration closeTimeout;

  private ZooKeeperHa(Settings settings) {
    coordinator = new ZooKeeperCoordinator(settings, Ticker.SYSTEM);
    positionStore = new ZooKeeperPositionStore(coordinator.context());
    schemaStore = new ZooKeeperSchemaStore(coordinator.context());
    cluster = new Cluster(coordinator);
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
   * over, as soon as nobody has written it for two seconds: a canal server that was deposed goes on
   * for a while. While canal's cursor is {@linkplain Builder#mirrorCanalCursor mirrored}, the same
   * happens whenever canal has run the destination since.
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

  /** Who is there and who runs what. */
  public Cluster cluster() {
    return cluster;
  }

  /**
   * Asks whoever runs {@code destination} to hand over, as canal's operators do: by clearing {@code
   * active} in its running node. One of our instances saves its position and steps back for five
   * seconds, so that a standby takes over; if there is none, it comes back. A canal server does the
   * same.
   *
   * @param limit how long to wait for it; the wish stays when the time is over
   * @return completes when the destination was given up, on a thread where nothing may block; fails
   *     with a {@link CoordinationException} when nobody runs it, or it was not given up in time
   */
  public CompletionStage<Void> handOver(String destination, Duration limit) {
    CompletableFuture<Void> done = context().results().add();
    String objection = Paths.objectionTo(destination);
    var request = new HandOverRequest(context(), destination, limit, done);
    if (objection != null) {
      done.completeExceptionally(
          new CoordinationException(
              "'%s' cannot be the name of a destination: %s".formatted(destination, objection),
              null));
    } else if (!context().loop().execute(Guarded.by(done, request::look))) {
      done.completeExceptionally(
          new CoordinationException(
              "%s could not be handed over: the ZooKeeperHa is closed".formatted(destination),
              null));
    }
    return done;
  }

  /**
   * Shows this instance as a consumer of {@code destination}, as canal's clients show themselves:
   * as waiting from now on, as receiving while it runs the destination. Meant for an application
   * that pulls with a {@link PullSink}; it keeps canal's own clients from taking the place. If one
   * of them has it already, {@link #health()} says so. Shows; decides nothing.
   *
   * @return ends it when closed
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

  /** A consumer that others can see. Thread-safe. */
  @FunctionalInterface
  public interface ShownConsumer extends AutoCloseable {
    /** Shows it no longer. Idempotent; returns at once. */
    @Override
    void close();
  }

  Context context() {
    return coordinator.context();
  }

  /** How it gets on with the ensemble at the moment. Costs no I/O. */
  public Health health() {
    return coordinator.context().problems().health();
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
     * The address under which this instance is shown to the others: {@code host#name}, or {@code
     * host:port}. It must be unique among all instances and canal servers: canal deletes the
     * running node of a server that has its address. When another instance has it, a warning is
     * logged and {@link ZooKeeperHa#health()} is DEGRADED.
     *
     * <p>Canal's TCP clients connect to a {@code host:port} that runs their destination. They
     * ignore {@code host#name}, and say that there is no canal server. Canal servers respect both.
     *
     * <p>Default: the first IPv4 address of this host that is no loopback address, {@code #}, and
     * the process id; set it in containers, where both repeat.
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
     * Writes canal's cursor, too, in the transaction that saves ours, so that a canal server can
     * take a destination back at any time; and goes on from canal's cursor when canal has run the
     * destination since. Default: canal's cursor is read once and never written.
     *
     * @param source canal's {@code canal.instance.master.address} of all destinations, as {@code
     *     host:port}; when it is another, canal starts a minute too early
     * @throws IllegalArgumentException if it is no {@code host:port}
     */
    public Builder mirrorCanalCursor(String source) {
      CanalCursor.Source.parse(source);
      return mirrorCanalCursor(destination -> source);
    }

    /**
     * The same for instances whose destinations have different servers.
     *
     * @param sources gives the {@code host:port} of a destination; asked on any thread
     */
    public Builder mirrorCanalCursor(UnaryOperator<String> sources) {
      this.canalSources = Objects.requireNonNull(sources, "sources");
      return this;
    }

    /**
     * Where canal in file mode kept its cursors ({@code canal.file.data.dir}): the {@code meta.dat}
     * of a destination is taken over where neither we nor canal have a position in ZooKeeper. When
     * ZooKeeper has a cursor of canal's that says something else, nothing is started until an
     * operator deletes one of the two. Default: none is looked for.
     */
    public Builder canalDataDirectory(Path directory) {
      this.canalDataDirectory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * How often a position is saved at most, per destination: a save is sent at once, but the next
     * is held back by completing it late. Default 500 ms; zero for no limit.
     */
    public Builder commitInterval(Duration commitInterval) {
      checkArgument(
          !commitInterval.isNegative(), "the commit interval is negative: " + commitInterval);
      this.commitInterval = Durations.capped(commitInterval);
      return this;
    }

    /**
     * How destinations are spread over the instances: an instance waits that much for each
     * destination it leads already before it claims another one, so that those with fewer come
     * first. Default 25 ms for each, 500 ms at most; zero to let chance decide. What is led is
     * never given up for the sake of balance.
     *
     * @param perDestination how long for each destination
     * @param most how long at most: by so much a takeover may be delayed
     */
    public Builder spread(Duration perDestination, Duration most) {
      checkArgument(
          !perDestination.isNegative() && !most.isNegative(),
          "the delays must not be negative: " + perDestination + ", " + most);
      return claimDelay(new SpreadDelay(Durations.capped(perDestination), Durations.capped(most)));
    }

    /** The same by a policy of your own, in place of {@link #spread}. */
    public Builder claimDelay(ClaimDelay claimDelay) {
      this.claimDelay = Objects.requireNonNull(claimDelay, "claimDelay");
      return this;
    }

    /**
     * How long {@link ZooKeeperHa#close()}, the closing of a lease, and the last save of a term
     * wait for ZooKeeper each. Default 3 s.
     */
    public Builder closeTimeout(Duration closeTimeout) {
      checkArgument(
          closeTimeout.compareTo(Duration.ofMillis(1)) >= 0,
          "the close timeout must be at least 1 ms: " + closeTimeout);
      this.closeTimeout = Durations.capped(closeTimeout);
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

    /**
     * Encrypts the connections with TLS; the ports in the connect string must be the servers'
     * secure ones. The servers' certificates are checked against those that the JVM trusts.
     * Default: no TLS.
     */
    public Builder tls() {
      isEncrypted = true;
      return this;
    }

    /**
     * The same, with certificates of one's own.
     *
     * @param trustStore whom to trust; its name ends in {@code .jks}, {@code .p12}, {@code .pfx} or
     *     {@code .pem}
     * @param password its password; empty if it has none
     * @throws IllegalArgumentException if the file cannot be read
     */
    public Builder tls(Path trustStore, String password) {
      trusted = store(trustStore, password);
      return tls();
    }

    /**
     * The key and certificate to show to servers that ask for one. Implies {@link #tls()}.
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
     * Whether the name in a server's certificate must be the one in the connect string. Default
     * true; without it anybody with a certificate of the same authority can pose as a server.
     */
    public Builder verifyHostname(boolean verifyHostname) {
      this.verifiesHosts = verifyHostname;
      return this;
    }

    /**
     * Logs in with SASL, and protects the epochs and positions as {@link #digest} does, for the
     * user who is logged in. Default: no SASL, even when the application has a JAAS configuration
     * for ZooKeeper clients. ZooKeeper's client logs in with Kerberos; with DIGEST-MD5 only when
     * the system property {@code zookeeper.fips-mode} is {@code false}.
     *
     * @param loginContext the section of the JAAS configuration, often {@code Client}
     */
    public Builder sasl(String loginContext) {
      checkArgument(!loginContext.isBlank(), "the login context is blank");
      this.loginContext = loginContext;
      acls = Acls.creator();
      return this;
    }

    /** After how long a client object that finds no server is replaced, if that is more than 2T. */
    Builder stuckAfter(Duration stuckAfter) {
      this.stuckAfter = stuckAfter;
      return this;
    }

    /** Begins to connect, in the background, and returns at once. */
    public ZooKeeperHa build() {
      return new ZooKeeperHa(settings());
    }

    /** Returns what was set. */
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
