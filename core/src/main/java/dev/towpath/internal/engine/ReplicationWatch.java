package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.server.Replication;
import dev.towpath.internal.binlog.server.ReplicationChannel;
import dev.towpath.internal.log.Loggers;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.ReplicationOutage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watch over the replication of the followed server: it tells {@link Progress} which replications
 * stand still, and logs once when that begins and once when it ends. Used by one thread.
 */
final class ReplicationWatch {
  private static final System.Logger logger = Loggers.SOURCE;

  private final String pipeline;
  private final Clock clock;
  private final Progress progress;
  private @Nullable MySqlSource server;
  private Map<String, ReplicationOutage> outages = Map.of();
  private @Nullable Instant upToDate;
  private boolean reported;

  ReplicationWatch(EngineConfig config, Progress progress) {
    this.pipeline = config.name();
    this.clock = config.clock();
    this.progress = progress;
  }

  /** Evaluates the answer of a server. */
  void found(MySqlSource asked, Replication replication) {
    if (!asked.equals(server)) {
      begin(asked);
      reportHidden(asked, replication);
    }
    reportLogging(asked, replication);
    Instant now = clock.instant();
    Duration behind = replication.behind();
    List<ReplicationChannel> standing = replication.standing();
    if (standing.isEmpty()) {
      upToDate = behind == null ? now : now.minus(behind);
      settle(Map.of());
      progress.replication(new SourceReplication(List.of(), behind, null));
      return;
    }
    Instant since = upToDate(replication, now);
    Map<String, ReplicationOutage> found = new LinkedHashMap<>();
    for (ReplicationChannel channel : standing) {
      ReplicationOutage before = outages.get(channel.name());
      if (before == null) {
        logger.log(
            System.Logger.Level.WARNING,
            () ->
                "pipeline %s: %s; lag counts from %s"
                    .formatted(pipeline, replication.describe(channel), since));
      }
      found.put(channel.name(), outage(channel, before == null ? since : before.since(), asked));
    }
    settle(found);
    progress.replication(new SourceReplication(List.copyOf(found.values()), null, since));
  }

  private static ReplicationOutage outage(
      ReplicationChannel channel, Instant since, MySqlSource replica) {
    return new ReplicationOutage(
        replica.toString(), channel.name(), channel.source(), channel.reason(), since);
  }

  private void begin(MySqlSource another) {
    server = another;
    outages = Map.of();
    upToDate = null;
    reported = false;
  }

  /** Returns when the server last had all transactions of its sources, as far as that is known. */
  private Instant upToDate(Replication replication, Instant now) {
    BinlogPosition last = progress.lastRead();
    Instant read = last == null ? null : last.timestamp();
    Instant known = upToDate;
    if (known == null) {
      known = read == null || read.equals(Instant.EPOCH) ? now : read;
    }
    // If applications write to it, it moves although a replication stands still.
    Long writer = last == null ? null : last.serverId();
    boolean isWritten = writer != null && replication.isOwn(writer);
    if (isWritten && read != null && read.isAfter(known)) {
      known = read;
    }
    upToDate = known;
    return known;
  }

  private void settle(Map<String, ReplicationOutage> found) {
    outages.forEach(
        (channel, outage) -> {
          if (!found.containsKey(channel)) {
            logger.log(
                System.Logger.Level.INFO,
                () -> "pipeline %s: it is over: %s".formatted(pipeline, outage));
          }
        });
    outages = Map.copyOf(found);
  }

  private void reportLogging(MySqlSource asked, Replication replication) {
    if (replication.isUnlogged() && !reported) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: %s is a replica with %s and never arrives here; start it with --log-replica-updates (--log-slave-updates before MySQL 8.0.26 and on MariaDB), or follow its source"
                  .formatted(pipeline, asked, replication.unlogged()));
    }
    reported = replication.isUnlogged();
  }

  private void reportHidden(MySqlSource asked, Replication replication) {
    if (replication.isHidden() && replication.isReplica()) {
      logger.log(
          System.Logger.Level.INFO,
          () ->
              "pipeline %s: %s has replicated from another server, and the account may not see whether that moves; GRANT SLAVE MONITOR ON *.* TO the account, until then only the age of the last transaction tells"
                  .formatted(pipeline, asked));
    }
  }
}
