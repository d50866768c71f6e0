package dev.towpath.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL server to follow and how to connect to it. Immutable; may be shared by pipelines as long
 * as each has a {@link Builder#serverId server id} of its own.
 */
public final class MySqlSource {
  private final String host;
  private final int port;
  private final String user;
  private final Supplier<? extends List<String>> passwords;
  private final long serverId;
  private final StartPosition startPosition;
  private final Duration heartbeatInterval;
  private final Duration connectTimeout;
  private final TlsMode tlsMode;
  private final @Nullable SSLContext sslContext;
  private final boolean publicKeyRetrievalAllowed;
  private final PositionLostPolicy positionLostPolicy;
  private final boolean timestampFailoverAllowed;
  private final Duration timestampRewind;
  private final List<MySqlSource> standbys;

  private MySqlSource(
      Builder builder,
      String host,
      int port,
      String user,
      Supplier<? extends List<String>> passwords,
      List<MySqlSource> standbys) {
    this.host = host;
    this.port = port;
    this.user = user;
    this.passwords = passwords;
    this.serverId = builder.serverId;
    this.startPosition = builder.startPosition;
    this.heartbeatInterval = builder.heartbeatInterval;
    this.connectTimeout = builder.connectTimeout;
    this.tlsMode = builder.tlsMode;
    this.sslContext = builder.sslContext;
    this.publicKeyRetrievalAllowed = builder.publicKeyRetrievalAllowed;
    this.positionLostPolicy = builder.positionLostPolicy;
    this.timestampFailoverAllowed = builder.timestampFailoverAllowed;
    this.timestampRewind = builder.timestampRewind;
    this.standbys = List.copyOf(standbys);
  }

  /**
   * Starts the description of a server.
   *
   * @param host name or address, without port and without the form of a URL
   * @param port TCP port, usually 3306
   * @throws IllegalArgumentException if the host is none or the port not in 1 … 65535
   */
  public static Builder builder(String host, int port) {
    return new Builder(host, port);
  }

  /** Returns the name or address of the server. */
  public String host() {
    return host;
  }

  /** Returns the TCP port of the server. */
  public int port() {
    return port;
  }

  /** Returns the account to log in with. */
  public String user() {
    return user;
  }

  /** Returns the supplier of the passwords, in the order in which they are tried. */
  public Supplier<? extends List<String>> passwords() {
    return passwords;
  }

  /** Returns the id under which the pipeline appears among the server's replicas. */
  public long serverId() {
    return serverId;
  }

  /** Returns the place to start at when no position is stored yet. */
  public StartPosition startPosition() {
    return startPosition;
  }

  /** Returns how long the server may be silent before it sends a heartbeat. */
  public Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  /** Returns how long connecting and logging in may take. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** Returns whether connections are encrypted, and which checks are made. */
  public TlsMode tls() {
    return tlsMode;
  }

  /** Returns the context of TLS connections; null for the JVM's default. */
  public @Nullable SSLContext sslContext() {
    return sslContext;
  }

  /** Returns whether the server's RSA key may be asked for over an unencrypted connection. */
  public boolean publicKeyRetrieval() {
    return publicKeyRetrievalAllowed;
  }

  /** Returns the policy for a stored position that the server cannot serve any more. */
  public PositionLostPolicy positionLostPolicy() {
    return positionLostPolicy;
  }

  /** Returns whether the position may be searched by its timestamp on a server without GTIDs. */
  public boolean timestampFailover() {
    return timestampFailoverAllowed;
  }

  /** Returns how far before the position's timestamp such a search starts. */
  public Duration timestampRewind() {
    return timestampRewind;
  }

  /** Returns this server and the servers to fail over to, in the order of trying. */
  public List<MySqlSource> servers() {
    List<MySqlSource> servers = new ArrayList<>();
    servers.add(this);
    servers.addAll(standbys);
    return List.copyOf(servers);
  }

  /** Returns the server as {@code user@host:port}, without the password. */
  @Override
  public String toString() {
    return user + '@' + host + ':' + port;
  }

  /** A builder of sources. Not thread-safe. */
  public static final class Builder {
    private static final long MAX_SERVER_ID = 0xFFFFFFFFL;

    private final String host;
    private final int port;
    private @Nullable String user;
    private @Nullable Supplier<? extends List<String>> passwords;
    private long serverId;
    private StartPosition startPosition = StartPosition.latest();
    private Duration heartbeatInterval = Duration.ofSeconds(2);
    private Duration connectTimeout = Duration.ofSeconds(5);
    private TlsMode tlsMode = TlsMode.PREFERRED;
    private @Nullable SSLContext sslContext;
    private boolean publicKeyRetrievalAllowed;
    private PositionLostPolicy positionLostPolicy = PositionLostPolicy.FAIL;
    private boolean timestampFailoverAllowed;
    private Duration timestampRewind = Duration.ofSeconds(60);
    private final List<Address> failover = new ArrayList<>();

    private record Address(String host, int port) {}

    private Builder(String host, int port) {
      requireAddress(host, port);
      this.host = host;
      this.port = port;
    }

    private static void requireAddress(String host, int port) {
      if (host.isBlank() || port < 1 || port > 65535) {
        throw new IllegalArgumentException(
            "a MySQL source needs a host and a port from 1 to 65535: '%s', %d"
                .formatted(host, port));
      }
      if (host.indexOf('/') >= 0 || host.chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException(
            "'%s' is no host; give the name or address alone, not a URL".formatted(host));
      }
      // An IPv6 address has more than one.
      if (host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':')) {
        throw new IllegalArgumentException(
            "'%s' is no host, it has a port; give the port as the second argument".formatted(host));
      }
    }

    /**
     * Sets the account to log in with; required. It needs {@code REPLICATION SLAVE} and {@code
     * REPLICATION CLIENT}, and {@code SELECT} on captured tables unless {@code
     * binlog_row_metadata=FULL}.
     *
     * @param user the name
     * @param password asked on every connect, so that secrets can rotate. An exception or null is a
     *     failure of the source that may pass, an {@link Error} one that does not. Should end when
     *     its thread is interrupted: nothing else can end it
     */
    public Builder credentials(String user, Supplier<String> password) {
      Objects.requireNonNull(password, "password");
      return rotatingCredentials(user, () -> Collections.singletonList(password.get()));
    }

    /**
     * Sets the account to log in with, while its password may be one of several: the new and the
     * old one of a rotation. Replaces {@link #credentials}. On every connect they are tried in the
     * order given until the server accepts one, which comes first at the next connect to that
     * server. A server that blocks accounts ({@code FAILED_LOGIN_ATTEMPTS}) counts each one it
     * refuses.
     *
     * @param user the name
     * @param passwords asked on every connect; at least one. What it throws, and null, is treated
     *     as by {@link #credentials}
     */
    public Builder rotatingCredentials(String user, Supplier<? extends List<String>> passwords) {
      this.user = Objects.requireNonNull(user, "user");
      this.passwords = Objects.requireNonNull(passwords, "passwords");
      return this;
    }

    /**
     * Sets the id under which the pipeline appears among the server's replicas; required. No server
     * or replica of the topology and no other pipeline may have the same id; instances that stand
     * by for one another share it.
     *
     * @throws IllegalArgumentException if it is not in 1 … 2³²−1
     */
    public Builder serverId(long serverId) {
      if (serverId < 1 || serverId > MAX_SERVER_ID) {
        throw new IllegalArgumentException("serverId must be in 1 … 4294967295: " + serverId);
      }
      this.serverId = serverId;
      return this;
    }

    /**
     * Sets the place to start at when no position is stored yet. Default {@link
     * StartPosition#latest()}.
     */
    public Builder startPosition(StartPosition startPosition) {
      this.startPosition = Objects.requireNonNull(startPosition, "startPosition");
      return this;
    }

    /**
     * Sets how long the server may be silent before it sends a heartbeat. A connection without any
     * byte for three intervals is considered dead and reopened. Default 2 s.
     *
     * @throws IllegalArgumentException if it is not in 100 ms … 1 h
     */
    public Builder heartbeatInterval(Duration heartbeatInterval) {
      this.heartbeatInterval =
          requireBetween(
              "heartbeatInterval", heartbeatInterval, Duration.ofMillis(100), Duration.ofHours(1));
      return this;
    }

    /**
     * Sets how long connecting and logging in may take, the look-up of the host's name not
     * included. Default 5 s. Queries have a limit of their own: two minutes without any byte.
     *
     * @throws IllegalArgumentException if it is not in 100 ms … 10 min
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout =
          requireBetween(
              "connectTimeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
      return this;
    }

    /** Sets whether connections are encrypted and verified. Default {@link TlsMode#PREFERRED}. */
    public Builder tls(TlsMode tlsMode) {
      this.tlsMode = Objects.requireNonNull(tlsMode, "tlsMode");
      return this;
    }

    /**
     * Sets the context of TLS connections: trust anchors, client certificates. Default: the JVM's
     * default context for the verifying modes, one that trusts every server for the others.
     */
    public Builder sslContext(SSLContext sslContext) {
      this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
      return this;
    }

    /**
     * Sets whether {@code caching_sha2_password} may ask the server for its RSA key over an
     * unencrypted connection. Someone in the middle can then learn the password. Default false.
     */
    public Builder publicKeyRetrieval(boolean allowed) {
      this.publicKeyRetrievalAllowed = allowed;
      return this;
    }

    /**
     * Sets the policy for a stored position that the server cannot serve any more. Default {@link
     * PositionLostPolicy#FAIL}.
     */
    public Builder positionLostPolicy(PositionLostPolicy policy) {
      this.positionLostPolicy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Adds a server to go on with when those before cannot be reached; it is logged in to with the
     * same account and settings. With {@code gtid_mode=ON} on all of them the stream goes on
     * without loss and repetition; without GTIDs see {@link #timestampFailover}. Default none.
     *
     * @param host name or address
     * @param port TCP port, usually 3306
     * @throws IllegalArgumentException if the host is blank or the port not in 1 … 65535
     */
    public Builder failover(String host, int port) {
      requireAddress(host, port);
      failover.add(new Address(host, port));
      return this;
    }

    /**
     * Sets whether a server with another {@code server_uuid} may be followed without GTIDs, from
     * the first transaction after the position's timestamp less the {@link #timestampRewind}. What
     * is between them is repeated, and lost if the clocks differ by more. Default false: such a
     * server is refused.
     */
    public Builder timestampFailover(boolean allowed) {
      this.timestampFailoverAllowed = allowed;
      return this;
    }

    /**
     * Sets how far before the position's timestamp the search on another server starts. Default 60
     * s.
     *
     * @throws IllegalArgumentException if it is not in 0 … 24 h
     */
    public Builder timestampRewind(Duration rewind) {
      this.timestampRewind =
          requireBetween("timestampRewind", rewind, Duration.ZERO, Duration.ofHours(24));
      return this;
    }

    /**
     * Builds the source.
     *
     * @throws IllegalStateException naming every required setting that is missing
     */
    public MySqlSource build() {
      List<String> missing = new ArrayList<>();
      if (user == null || passwords == null) {
        missing.add("credentials");
      }
      if (serverId == 0) {
        missing.add("serverId");
      }
      if (user == null || passwords == null || serverId == 0) {
        throw new IllegalStateException(
            "MySqlSource %s:%d needs %s".formatted(host, port, String.join(", ", missing)));
      }
      return build(user, passwords);
    }

    private MySqlSource build(String user, Supplier<? extends List<String>> passwords) {
      List<MySqlSource> standbys = new ArrayList<>();
      for (Address at : failover) {
        standbys.add(new MySqlSource(this, at.host(), at.port(), user, passwords, List.of()));
      }
      return new MySqlSource(this, host, port, user, passwords, standbys);
    }

    private static Duration requireBetween(
        String name, Duration value, Duration min, Duration max) {
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(
            "%s must be from %s to %s: %s".formatted(name, min, max, value));
      }
      return value;
    }
  }
}
