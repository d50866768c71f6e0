package dev.towpath.internal.binlog.server;

import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a server's own replication, if it is a replica. Immutable. */
public final class Replication {
  private static final System.Logger logger = Loggers.SOURCE;
  private static final int MISSING_PRIVILEGE = 1227;

  private final MySqlSource server;
  private final ReplicationTerms terms;
  private final List<ReplicationChannel> channels;
  private final Map<String, String> variables;
  private final boolean hidden;

  private Replication(
      MySqlSession session,
      List<ReplicationChannel> channels,
      Map<String, String> variables,
      boolean hidden) {
    this.server = session.source();
    this.terms = ReplicationTerms.of(session.version());
    this.channels = List.copyOf(channels);
    this.variables = Map.copyOf(variables);
    this.hidden = hidden;
  }

  /**
   * Reads the state from the server; an account without the privilege gets the facts that every
   * account may see.
   */
  public static Replication read(MySqlSession session) throws IOException {
    TextResult status;
    try {
      status = BinlogStatus.replica(session);
    } catch (ServerError e) {
      if (e.code() != MISSING_PRIVILEGE) {
        throw e;
      }
      return hidden(session);
    }
    List<ReplicationChannel> channels = new ArrayList<>();
    for (int i = 0; i < status.size(); i++) {
      ReplicationChannel channel = ReplicationChannel.of(status, i);
      channels.add(channel.pointsToWorkers() ? explained(session, channel) : channel);
    }
    return new Replication(
        session, channels, channels.isEmpty() ? Map.of() : variables(session), false);
  }

  /**
   * Returns the channel with the error of the failed worker; unchanged if the account may not see
   * that.
   */
  private static ReplicationChannel explained(MySqlSession session, ReplicationChannel channel)
      throws IOException {
    String name = HexFormat.of().formatHex(channel.name().getBytes(StandardCharsets.UTF_8));
    try {
      TextResult failed =
          session.query(
              "SELECT LAST_ERROR_MESSAGE FROM performance_schema."
                  + "replication_applier_status_by_worker WHERE LAST_ERROR_NUMBER <> 0 AND"
                  + " CHANNEL_NAME = CONVERT(x'%s' USING utf8)".formatted(name));
      return failed.size() == 0 ? channel : channel.with(String.valueOf(failed.get(0, 0)));
    } catch (ServerError e) {
      logger.log(System.Logger.Level.DEBUG, "errors of appliers are not shown", e);
      return channel;
    }
  }

  /**
   * Returns the facts that MariaDB shows to every account: which transactions it has replicated,
   * and how many of its appliers run.
   */
  private static Replication hidden(MySqlSession session) throws IOException {
    Map<String, String> variables = variables(session);
    List<ReplicationChannel> channels = new ArrayList<>();
    boolean hasReplicated = !variables.getOrDefault("gtid_slave_pos", "").isEmpty();
    if (hasReplicated) {
      TextResult running = session.query("SHOW GLOBAL STATUS LIKE 'Slaves_running'");
      boolean applies = running.size() > 0 && !"0".equals(running.get(0, 1));
      // A writable server may have been promoted since.
      if (applies || !"OFF".equalsIgnoreCase(variables.get("read_only"))) {
        channels.add(ReplicationChannel.hidden(applies));
      }
    }
    return new Replication(session, channels, variables, true);
  }

  private static Map<String, String> variables(MySqlSession session) throws IOException {
    TextResult rows =
        session.query(
            "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_replica_updates',"
                + " 'log_slave_updates', 'server_id', 'read_only', 'gtid_slave_pos')");
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String value = rows.get(i, 1);
      variables.put(
          String.valueOf(rows.get(i, 0)).toLowerCase(Locale.ROOT), value == null ? "" : value);
    }
    return variables;
  }

  /** Returns whether the server is a replica, as far as the account can see. */
  public boolean isReplica() {
    return !channels.isEmpty();
  }

  /** Returns whether the account may not see it. */
  public boolean isHidden() {
    return hidden;
  }

  /** Returns whether the server is a replica whose binlog lacks the transactions it replicates. */
  public boolean isUnlogged() {
    return isReplica()
        && ("OFF".equalsIgnoreCase(variables.get("log_replica_updates"))
            || "OFF".equalsIgnoreCase(variables.get("log_slave_updates")));
  }

  /** Describes what {@link #isUnlogged()} means and what to do about it. */
  public String unlogged() {
    return "%s=OFF, so transactions it replicates from %s are not in its binlog"
        .formatted(
            variables.containsKey("log_replica_updates")
                ? "log_replica_updates"
                : "log_slave_updates",
            channels.get(0).source());
  }

  /** Returns whether transactions of {@code serverId} were executed on this server first. */
  public boolean isOwn(long serverId) {
    return String.valueOf(serverId).equals(variables.get("server_id"));
  }

  /** Returns whether it was stopped without an error and is writable, like a promoted replica. */
  public boolean mayBePromoted() {
    return isReplica()
        && "OFF".equalsIgnoreCase(variables.get("read_only"))
        && channels.stream().allMatch(ReplicationChannel::isStopped);
  }

  /** Returns the replications that stand still. */
  public List<ReplicationChannel> standing() {
    return channels.stream().filter(channel -> !channel.moves()).toList();
  }

  /**
   * Returns the lag that the server reports; zero if it is no replica, null if it reports none, as
   * for a replication that stands still.
   */
  public @Nullable Duration behind() {
    if (hidden) {
      return null;
    }
    Duration most = Duration.ZERO;
    for (ReplicationChannel channel : channels) {
      Duration behind = channel.behind();
      if (behind == null || !channel.moves()) {
        return null;
      }
      most = behind.compareTo(most) > 0 ? behind : most;
    }
    return most;
  }

  /** Describes a replication that stands still in one sentence: where, why, what to do. */
  public String describe(ReplicationChannel channel) {
    return "%s is a replica of %s%s whose replication stands still: %s; %s"
        .formatted(server, channel.source(), channel.label(), channel.reason(), remedy(channel));
  }

  /** Describes what to do about a replication that stands still. */
  public String remedy(ReplicationChannel channel) {
    return channel.isHidden()
        ? "GRANT SLAVE MONITOR ON *.* TO the account shows why"
        : "remove the cause and %s, or %s if it is to replicate no more"
            .formatted(terms.start(channel.name()), terms.reset(channel.name()));
  }
}
