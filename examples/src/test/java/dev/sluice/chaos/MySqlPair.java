package dev.sluice.chaos;

import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.embedded.MySqlVersion;
import dev.sluice.embedded.ServerException;
import dev.sluice.event.GtidSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A primary and its replica, which change places. Writers ask {@link #primary()} and hold the read
 * lock of {@link #gate()} during a transaction. The faults are for one thread.
 */
final class MySqlPair implements AutoCloseable {
  private static final int CATCH_UP_SECONDS = 60;

  private final ReadWriteLock gate = new ReentrantReadWriteLock();
  private final ReadWriteLock xaGate = new ReentrantReadWriteLock();
  private final PreparedPlaces prepared = new PreparedPlaces();
  private final MySqlVersion version;
  private final EmbeddedMySql first;
  private final EmbeddedMySql second;
  private volatile EmbeddedMySql primary;

  private MySqlPair(MySqlVersion version, EmbeddedMySql first, EmbeddedMySql second) {
    this.version = version;
    this.first = first;
    this.second = second;
    this.primary = first;
  }

  /**
   * Starts both servers.
   *
   * @param version of both
   * @param metadata the {@code binlog_row_metadata} of both
   */
  static MySqlPair start(MySqlVersion version, Path directory, String metadata) {
    var second = CompletableFuture.supplyAsync(() -> server(version, 2, directory, metadata));
    EmbeddedMySql first = server(version, 1, directory, metadata);
    try {
      var pair = new MySqlPair(version, first, second.join());
      pair.prepare();
      return pair;
    } catch (RuntimeException e) {
      first.kill();
      if (!second.isCompletedExceptionally()) {
        second.join().kill();
      }
      throw e;
    }
  }

  private static EmbeddedMySql server(
      MySqlVersion version, int number, Path directory, String metadata) {
    EmbeddedMySql server =
        EmbeddedMySql.builder()
            .version(version)
            .serverId(number)
            .dataDirectory(directory.resolve("mysql-" + number))
            .options(
                "--binlog-row-metadata=" + metadata,
                "--relay-log-recovery=ON",
                hasOldWords(version) ? "--slave-net-timeout=4" : "--replica-net-timeout=4",
                // A replica that was killed follows when it is told to, see follow().
                hasOldWords(version) ? "--skip-slave-start" : "--skip-replica-start",
                // Without locks on gaps a prepared transaction blocks none that avoids its rows.
                "--transaction-isolation=READ-COMMITTED",
                "--innodb-buffer-pool-size=32M",
                "--performance-schema=OFF")
            .start();
    server.execute(
        "SET sql_log_bin = 0",
        "CREATE USER sluice@'%' IDENTIFIED BY '" + Secrets.MYSQL + "'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO sluice@'%'",
        "CREATE USER replica@'%' IDENTIFIED "
            + (hasOldWords(version) ? "WITH mysql_native_password " : "")
            + "BY '"
            + Secrets.REPLICA
            + "'",
        "GRANT REPLICATION SLAVE ON *.* TO replica@'%'");
    return server;
  }

  private void prepare() {
    follow(second, first);
    first.execute("CREATE DATABASE chaos", LedgerTable.CREATE, LedgerTable.CREATE_DONE);
    awaitCaughtUp(second);
  }

  /** Whether the statements and options about replicas have their names of before 8.0.22. */
  private static boolean hasOldWords(MySqlVersion version) {
    return version != MySqlVersion.MYSQL_9;
  }

  private void follow(EmbeddedMySql replica, EmbeddedMySql source) {
    String word = hasOldWords(version) ? "MASTER" : "SOURCE";
    String settings =
        """
        CHANGE %2$s TO %1$s_HOST = '127.0.0.1', %1$s_PORT = %3$d, %1$s_USER = 'replica',
          %1$s_PASSWORD = '%4$s', %1$s_AUTO_POSITION = 1, %1$s_CONNECT_RETRY = 1,
          %1$s_RETRY_COUNT = 100000, %1$s_HEARTBEAT_PERIOD = 1"""
            .formatted(
                word,
                hasOldWords(version) ? word : "REPLICATION SOURCE",
                source.port(),
                Secrets.REPLICA);
    replica.execute(
        hasOldWords(version) ? settings : settings + ", GET_SOURCE_PUBLIC_KEY = 1",
        "START " + replicaWord());
  }

  private String replicaWord() {
    return hasOldWords(version) ? "SLAVE" : "REPLICA";
  }

  private void stopFollowing(EmbeddedMySql replica) {
    replica.execute("STOP " + replicaWord(), "RESET " + replicaWord() + " ALL");
  }

  /** Whether the servers can compress transactions. */
  boolean canCompress() {
    return version == MySqlVersion.MYSQL_9;
  }

  /**
   * Read-locked while a transaction is prepared, committed or rolled back as an XA transaction.
   * Before 8.0.30 a server that ends meanwhile contradicts its own binlog afterwards.
   */
  ReadWriteLock xaGate() {
    return xaGate;
  }

  /** What binlogs must keep for XA transactions. */
  PreparedPlaces prepared() {
    return prepared;
  }

  /** Ends a server as {@code end} does, with no step of an XA transaction under way. */
  void withoutXa(EmbeddedMySql server, Consumer<EmbeddedMySql> end) {
    xaGate.writeLock().lock();
    try {
      if (server.equals(replica())) {
        awaitCaughtUp(server);
      }
      end.accept(server);
    } finally {
      xaGate.writeLock().unlock();
    }
  }

  /** The server to write to. */
  EmbeddedMySql primary() {
    return primary;
  }

  /** The other server. */
  EmbeddedMySql replica() {
    return primary.equals(first) ? second : first;
  }

  /** Both, always in the same order. */
  List<EmbeddedMySql> servers() {
    return List.of(first, second);
  }

  /** Read-locked while a transaction is written. */
  ReadWriteLock gate() {
    return gate;
  }

  /**
   * Makes the replica the primary once it has everything.
   *
   * @param crash whether the former primary is killed before, instead of told
   */
  void promote(boolean crash) {
    EmbeddedMySql former = primary;
    EmbeddedMySql next = replica();
    gate.writeLock().lock();
    try {
      awaitCaughtUp(next);
      if (crash) {
        former.kill();
      }
      stopFollowing(next);
      primary = next;
    } finally {
      gate.writeLock().unlock();
    }
  }

  /**
   * Makes the server that is not the primary, and runs, its replica, in each case from the
   * beginning: one that was killed soon after it had begun to follow cannot recover its relay log
   * and never follows again by itself, which to an application looks like a source that is idle.
   */
  void follow() {
    EmbeddedMySql replica = replica();
    stopFollowing(replica);
    follow(replica, primary);
  }

  private void awaitCaughtUp(EmbeddedMySql replica) {
    String executed = value(primary, "SELECT @@GLOBAL.gtid_executed");
    String late =
        value(
            replica,
            "SELECT WAIT_FOR_EXECUTED_GTID_SET('%s', %d)".formatted(executed, CATCH_UP_SECONDS));
    if (!"0".equals(late)) {
      throw new IllegalStateException(
          "the replica did not catch up: "
              + replica.query("SHOW " + replicaWord() + " STATUS").get(0).stream()
                  .filter(Objects::nonNull)
                  .toList());
    }
  }

  /**
   * Begins a new binlog on both servers and drops those that {@code saved} covers, except what XA
   * transactions need that are prepared.
   */
  void rotateAndPurge(GtidSet saved) {
    withoutXa(replica(), replica -> purge(saved));
  }

  private void purge(GtidSet saved) {
    GtidSet replicated = GtidSet.parse(value(replica(), "SELECT @@GLOBAL.gtid_executed"));
    for (EmbeddedMySql server : servers()) {
      server.execute("FLUSH BINARY LOGS");
      String keep = null;
      for (List<@Nullable String> file : server.query("SHOW BINARY LOGS")) {
        String name = String.valueOf(file.get(0));
        GtidSet before = GtidSet.parse(previousGtids(server, name));
        if (saved.contains(before)
            && replicated.contains(before)
            && prepared.canPurge(before, saved)) {
          keep = name;
        }
      }
      if (keep != null) {
        server.execute("PURGE BINARY LOGS TO '%s'".formatted(keep));
      }
    }
  }

  private static String previousGtids(EmbeddedMySql server, String file) {
    return server.query("SHOW BINLOG EVENTS IN '%s' LIMIT 2".formatted(file)).stream()
        .filter(event -> "Previous_gtids".equals(event.get(2)))
        .map(event -> String.valueOf(event.get(5)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(file + " has no Previous_gtids"));
  }

  /** Ends the connections on which the binlog is sent to applications. */
  void killDumps() {
    String query =
        "SELECT id FROM information_schema.processlist"
            + " WHERE command LIKE 'Binlog Dump%' AND user = 'sluice'";
    for (EmbeddedMySql server : servers()) {
      for (List<@Nullable String> row : server.query(query)) {
        kill(server, String.valueOf(row.get(0)));
      }
    }
  }

  private static void kill(EmbeddedMySql server, String connection) {
    try {
      server.execute("KILL " + connection);
    } catch (ServerException e) {
      if (!String.valueOf(e.getMessage()).contains("Unknown thread id")) {
        throw e;
      }
    }
  }

  private static String value(EmbeddedMySql server, String query) {
    return String.valueOf(server.query(query).get(0).get(0));
  }

  /** Kills both. */
  @Override
  public void close() {
    first.kill();
    second.kill();
  }
}
