package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A replica of another server, with the replication statements of its version. */
final class ReplicaPair implements AutoCloseable {
  private final EmbeddedMySql primary;
  private final EmbeddedMySql replica;
  private final MySqlVersion version;
  private final String channel;

  /**
   * Starts a replica that has everything from the beginning on.
   *
   * @param channel its name; empty for the default one
   * @param options the options of the replica
   */
  ReplicaPair(
      EmbeddedMySql primary,
      MySqlVersion version,
      int serverId,
      String channel,
      String... options) {
    this.primary = primary;
    this.version = version;
    this.channel = channel;
    List<String> all = new ArrayList<>();
    all.add("--skip-" + (version == MySqlVersion.MYSQL_9 ? "replica" : "slave") + "-start");
    if (version == MySqlVersion.MYSQL_5_7) {
      all.addAll(List.of("--master-info-repository=TABLE", "--relay-log-info-repository=TABLE"));
    }
    if (version == MySqlVersion.MYSQL_5_7 || version == MySqlVersion.MARIADB_11_4) {
      all.add("--log-slave-updates");
    }
    all.addAll(List.of(options));
    replica =
        EmbeddedMySql.builder()
            .version(version)
            .serverId(serverId)
            .options(all.toArray(new String[0]))
            .start();
    boolean connected = false;
    try {
      connect();
      connected = true;
    } finally {
      if (!connected) {
        replica.close();
      }
    }
  }

  private void connect() {
    Map<String, String> settings =
        switch (version) {
          case MYSQL_5_7 -> Map.of("MASTER_AUTO_POSITION", "1");
          case MYSQL_8_0 -> Map.of("MASTER_AUTO_POSITION", "1", "GET_MASTER_PUBLIC_KEY", "1");
          case MYSQL_9 -> Map.of("SOURCE_AUTO_POSITION", "1", "GET_SOURCE_PUBLIC_KEY", "1");
          case MARIADB_11_4 -> Map.of("MASTER_USE_GTID", "slave_pos");
        };
    String word = version == MySqlVersion.MYSQL_9 ? "SOURCE" : "MASTER";
    var sql = new StringBuilder("CHANGE ");
    sql.append(version == MySqlVersion.MYSQL_9 ? "REPLICATION SOURCE" : "MASTER");
    sql.append(isMariaDb() ? name() : "").append(" TO ");
    sql.append(
        "%1$s_HOST='127.0.0.1', %1$s_PORT=%2$d, %1$s_USER='cdc', %1$s_PASSWORD='secret', %1$s_CONNECT_RETRY=1"
            .formatted(word, primary.port()));
    settings.forEach((key, value) -> sql.append(", ").append(key).append('=').append(value));
    replica.execute(sql + (isMariaDb() ? "" : forChannel()), all("START", ""));
  }

  private boolean isMariaDb() {
    return version == MySqlVersion.MARIADB_11_4;
  }

  private String name() {
    return channel.isEmpty() ? "" : " '" + channel + "'";
  }

  private String forChannel() {
    return channel.isEmpty() ? "" : " FOR CHANNEL '" + channel + "'";
  }

  private String all(String verb, String thread) {
    String replicaWord = version == MySqlVersion.MYSQL_9 ? " REPLICA" : " SLAVE";
    return isMariaDb()
        ? verb + replicaWord + name() + thread
        : verb + replicaWord + thread + forChannel();
  }

  EmbeddedMySql replica() {
    return replica;
  }

  void start() {
    replica.execute(all("START", ""));
  }

  void stop() {
    replica.execute(all("STOP", ""));
  }

  void stopApplying() {
    replica.execute(all("STOP", " SQL_THREAD"));
  }

  void startApplying() {
    replica.execute(all("START", " SQL_THREAD"));
  }

  /** Returns whether the replica has a table, or the rows that a query finds. */
  boolean has(String query) {
    try {
      return !replica.query(query).isEmpty();
    } catch (RuntimeException e) {
      // Not there yet.
      return false;
    }
  }

  @Override
  public void close() {
    replica.close();
  }
}
