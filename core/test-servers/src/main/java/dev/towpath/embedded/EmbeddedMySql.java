package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL or MariaDB server in a child process, on loopback, with a row-based binlog. The account
 * {@code root} has no password. The data survive {@link #stop()} and {@link #kill()}; {@link
 * #close()} deletes them unless the builder was given a directory.
 *
 * <p>The first start of a version on a machine unpacks and initialises it, which takes some
 * seconds; later ones copy the result. The server ends with this JVM, however that ends.
 *
 * <p>Thread-safe for SQL; the methods that start and end the server are for one thread at a time.
 */
public final class EmbeddedMySql implements AutoCloseable {
  private static final String CONNECT_TIMEOUT_MILLIS = "60000";

  private final ServerInstance instance;
  private final Consumer<String> progress;
  private final String description;

  private EmbeddedMySql(Builder builder) {
    progress = builder.progress;
    MySqlDistribution distribution = MySqlDistribution.of(builder.version, progress);
    String name = "mysql-" + builder.serverId;
    description = name + " (" + builder.version + ")";
    instance =
        new ServerInstance(
            name,
            new Launch(distribution, builder.serverOptions()),
            builder.dataDirectory,
            builder.port);
  }

  /** Returns a builder of servers. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts the server again, on its old data and port, after it was stopped or killed, and waits
   * until it accepts connections.
   *
   * @throws IllegalStateException if it is running
   * @throws ServerException if it does not start, with the end of its log
   */
  public void start() {
    progress.accept("starting " + description);
    instance.start();
    progress.accept(description + " is ready on port " + port());
  }

  /** Ends the server in good order (SIGTERM) and waits for it; does nothing if it is down. */
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

  /** Opens a new connection of {@code root}, without a default database. */
  public Connection connection() throws SQLException {
    return connection("root", "");
  }

  /** Opens a new connection of {@code user}, without a default database. */
  public Connection connection(String user, String password) throws SQLException {
    return connect(port(), user, password);
  }

  /**
   * Executes {@code statements} as {@code root}, one after the other, on one new connection.
   *
   * @throws ServerException if the server cannot be reached or refuses one; later ones are not
   *     executed
   */
  public void execute(String... statements) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        executeOne(statement, sql);
      }
    } catch (SQLException e) {
      throw new ServerException("cannot use " + description + ": " + e.getMessage(), e);
    }
  }

  private static void executeOne(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new ServerException("cannot execute " + sql + ": " + e.getMessage(), e);
    }
  }

  /**
   * Executes {@code query} as {@code root} on a new connection, and returns its rows, each value as
   * text or null.
   *
   * @throws ServerException if the server cannot be reached or refuses it
   */
  public List<List<@Nullable String>> query(String query) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
          row.add(result.getString(column));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new ServerException("cannot query " + query + ": " + e.getMessage(), e);
    }
  }

  /**
   * Creates an account that may read every table and follow the binlog, from any host.
   *
   * @throws ServerException if the server cannot be reached or refuses it
   */
  public void createReplicationUser(String name, String password) {
    String account = literal(name) + "@'%'";
    execute(
        "CREATE USER " + account + " IDENTIFIED BY " + literal(password),
        "GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + account);
  }

  private static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /**
   * Ends the server and deletes its data, or stops it in good order and keeps data in a given
   * directory. Idempotent.
   */
  @Override
  public void close() {
    instance.close();
  }

  private static Connection connect(int port, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_MILLIS);
    properties.setProperty("allowPublicKeyRetrieval", "true");
    String url = "jdbc:mariadb://127.0.0.1:" + port + "/";
    return Objects.requireNonNull(new org.mariadb.jdbc.Driver().connect(url, properties), url);
  }

  private record Launch(MySqlDistribution distribution, List<String> options)
      implements ServerInstance.Launch {
    @Override
    public List<String> command(Path directory, int port) throws IOException {
      Path data = data(directory);
      if (!Files.exists(data)) {
        distribution.createData(data);
      }
      List<String> command = new ArrayList<>(distribution.command(data));
      command.add("--port=" + port);
      // A starting server deletes temporary tables of all servers that share the directory.
      command.add("--tmpdir=" + directory);
      command.addAll(options);
      return command;
    }

    @Override
    public Map<String, String> environment() {
      return distribution.environment();
    }

    @Override
    public boolean isReady(ServerProcess process, Path directory, int port) throws IOException {
      try (Connection connection = connect(port, "root", "");
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT @@datadir")) {
        // Another server may have been quicker to take the port.
        return result.next() && Path.of(result.getString(1)).equals(data(directory));
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }

    private static Path data(Path directory) {
      return directory.resolve("data");
    }
  }

  /** A builder of servers. Used by one thread at a time. */
  public static final class Builder {
    private MySqlVersion version = MySqlVersion.MYSQL_8_0;
    private int serverId = 1;
    private int port;
    private boolean gtid = true;
    private @Nullable Path dataDirectory;
    private Consumer<String> progress = line -> {};
    private final List<String> options = new ArrayList<>();

    private Builder() {}

    /** Sets the server to run; {@link MySqlVersion#MYSQL_8_0} by default. */
    public Builder version(MySqlVersion version) {
      this.version = version;
      return this;
    }

    /**
     * Sets the {@code server_id}, also part of the server's name in messages: 1 or more, 1 by
     * default. Servers that replicate from one another need different ones.
     */
    public Builder serverId(int serverId) {
      if (serverId < 1) {
        throw new IllegalArgumentException("server_id must be positive: " + serverId);
      }
      this.serverId = serverId;
      return this;
    }

    /** Sets the port to listen on, up to 65535; a free one by default, or when 0. */
    public Builder port(int port) {
      this.port = Ports.requireValid(port);
      return this;
    }

    /** Sets whether MySQL gives transactions GTIDs, and MariaDB strict ones; yes by default. */
    public Builder gtid(boolean gtid) {
      this.gtid = gtid;
      return this;
    }

    /**
     * Adds command-line options such as {@code --binlog-row-image=MINIMAL}, which override others;
     * a server that does not know one does not start. None by default.
     */
    public Builder options(String... options) {
      this.options.addAll(List.of(options));
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

    /**
     * Starts the server and waits until it accepts connections, for ten minutes at most.
     *
     * @throws ServerException if this machine has no such server or it does not start, with the end
     *     of its log
     */
    public EmbeddedMySql start() {
      EmbeddedMySql server = new EmbeddedMySql(this);
      try {
        server.start();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }

    private List<String> serverOptions() {
      List<String> all =
          new ArrayList<>(
              List.of(
                  "--bind-address=127.0.0.1",
                  "--skip-name-resolve",
                  // Relative to the data directory: the path of a socket is limited to 107 bytes.
                  "--socket=mysql.sock",
                  "--pid-file=mysqld.pid",
                  "--server-id=" + serverId,
                  "--log-bin=mysql-bin",
                  "--binlog-format=ROW",
                  "--sync-binlog=0",
                  "--innodb-flush-log-at-trx-commit=2"));
      if (gtid) {
        all.addAll(version.product().gtidOptions());
      }
      all.addAll(version.options());
      all.addAll(options);
      return List.copyOf(all);
    }
  }
}
