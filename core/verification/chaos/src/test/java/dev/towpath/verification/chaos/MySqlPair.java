package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import dev.towpath.event.GtidSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A primary and its replica, which swap roles. Writers ask {@link #primary()} and hold the read
 * lock of {@link #gate()} during a transaction. The faults are for one thread.
 */
final class MySqlPair implements AutoCloseable {
  private static final int CATCH_UP_SECONDS = 240;

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
   * @param version the version of both
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
                // A killed replica follows again on command, see follow().
                hasOldWords(version) ? "--skip-slave-start" : "--skip-replica-start",
                // Without gap locks a prepared transaction blocks only its own rows.
                "--transaction-isolation=READ-COMMITTED",
                "--innodb-buffer-pool-size=32M",
                "--performance-schema=OFF")
            .start();
    server.execute(
        "SET sql_log_bin = 0",
        "CREATE USER towpath@'%' IDENTIFIED BY '" + Secrets.MYSQL + "'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO towpath@'%'",
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

  /** Returns whether statements and options about replicas have their names from before 8.0.22. */
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

  /** Returns whether the servers can compress transactions. */
  boolean canCompress() {
    return version == MySqlVersion.MYSQL_9;
  }

  /**
   * Returns the lock that writers read-lock during each step of an XA transaction. Before 8.0.30 a
   * server that ends within such a step contradicts its own binlog afterwards.
   */
  ReadWriteLock xaGate() {
    return xaGate;
  }

  /** Returns the places that binlogs must keep for XA transactions. */
  PreparedPlaces prepared() {
    return prepared;
  }

  /** Ends a server by {@code end} outside of any step of an XA transaction. */
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

  /** Returns the server to write to. */
  EmbeddedMySql primary() {
    return primary;
  }

  /** Returns the other server. */
  EmbeddedMySql replica() {
    return primary.equals(first) ? second : first;
  }

  /** Returns both servers, always in the same order. */
  List<EmbeddedMySql> servers() {
    return List.of(first, second);
  }

  /** Returns the lock that writers read-lock during a transaction. */
  ReadWriteLock gate() {
    return gate;
  }

  /**
   * Promotes the replica once it has all transactions.
   *
   * @param crash whether the former primary is killed before, rather than demoted by command
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
   * Makes the other server the primary's replica, if it runs, each time with a new relay log. A
   * replica killed soon after its start cannot recover its relay log and never follows again by
   * itself. To an application that looks like an idle source.
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
   * Starts a new binlog on both servers and drops the files that {@code saved} covers, except files
   * that prepared XA transactions need.
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

  /** Ends the connections that send the binlog to applications. */
  void killDumps() {
    String query =
        "SELECT id FROM information_schema.processlist"
            + " WHERE command LIKE 'Binlog Dump%' AND user = 'towpath'";
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

  /** Kills both servers. */
  @Override
  public void close() {
    first.kill();
    second.kill();
  }
}
