package dev.towpath.pipeline;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of a pipeline's state and progress. Applications read it, and may implement
 * it in tests; a later version may add methods.
 */
public interface PipelineStatus {

  /** Returns the pipeline's name. */
  String pipeline();

  /** Returns the phase of the pipeline's life. */
  PipelineState state();

  /** Returns the fencing token of the current term; null outside one. */
  @Nullable Long epoch();

  /** Returns the end of the last transaction read from the source; null before the first. */
  @Nullable BinlogPosition receivedPosition();

  /**
   * Returns the position before which everything is durable at the sink; null before the first
   * acknowledgement.
   */
  @Nullable BinlogPosition acknowledgedPosition();

  /**
   * Returns how far the sink is behind the source: the time since the commit of the oldest
   * transaction, captured or not, that was read and is not acknowledged yet. When everything read
   * is acknowledged, this is the time from commit to acknowledgement of the last transaction. From
   * the next heartbeat on it is zero, so it is zero on an idle or fully filtered stream. While the
   * server sends nothing for longer than three heartbeats, it is at least the time since it last
   * sent something. At least {@link #sourceLag()}. Null outside a term.
   *
   * <p>Commit times come from the server where a transaction was first executed: in microseconds
   * from MySQL 8.0.1 on, in whole seconds before. If that server's clock is ahead of the local one,
   * the lag becomes smaller, but never negative.
   */
  @Nullable Duration lag();

  /**
   * Returns the time since the commit of the last transaction that was read, captured or not;
   * before the first one, the age of the position at which the stream began. It grows while a
   * server is idle, and while a replica receives nothing. Null when unknown, and outside a term.
   */
  @Nullable Duration lastTransactionAge();

  /**
   * Returns how far the followed server is behind the servers it replicates from: its own figure
   * while its replication moves, otherwise the time since {@link ReplicationOutage#since()}. Zero
   * if it is no replica. Queried every ten seconds from a replica, once a minute from other
   * servers. Null when the account may not see it, before the first query, and outside a term.
   */
  @Nullable Duration sourceLag();

  /**
   * Returns the replications of the followed server that stand still: stopped, broken, or not
   * connected. Queried together with {@link #sourceLag()}. Empty when all is well, when the server
   * is no replica, and when the account may not see it.
   */
  List<ReplicationOutage> replicationOutages();

  /**
   * Returns for how long at least the server will keep the binlog after the acknowledged position:
   * a pipeline that has not moved on by then loses changes. Queried about once a minute. The whole
   * retention while the position is in the file that is being written; zero when the file is gone
   * already. Null when unknown, outside a term, and when the server never purges its binlog.
   */
  @Nullable Duration timeUntilPurge();

  /** Returns the memory held by events that were read and not yet acknowledged, in bytes. */
  long queuedBytes();

  /** Returns the number of events the sink has acknowledged since the pipeline started. */
  long acknowledgedEvents();

  /** Returns the counters of the pipeline since its start. */
  PipelineCounters counters();

  /** Returns the failure the pipeline is recovering from, or stopped on; null when all is well. */
  @Nullable Failure failure();
}
