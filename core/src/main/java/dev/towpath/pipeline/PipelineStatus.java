package dev.towpath.pipeline;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable snapshot of a pipeline's state and progress. */
public final class PipelineStatus {
  private final String pipeline;
  private final PipelineState state;
  private final long epoch;
  private final @Nullable BinlogPosition receivedPosition;
  private final @Nullable BinlogPosition acknowledgedPosition;
  private final Duration lag;
  private final @Nullable Duration lastTransactionAge;
  private final @Nullable Duration sourceLag;
  private final List<ReplicationOutage> replicationOutages;
  private final @Nullable Duration timeUntilPurge;
  private final long queuedBytes;
  private final long acknowledgedEvents;
  private final PipelineCounters counters;
  private final @Nullable Failure failure;

  private PipelineStatus(Builder builder) {
    this.pipeline = builder.pipeline;
    this.state = builder.state;
    this.epoch = builder.epoch;
    this.receivedPosition = builder.receivedPosition;
    this.acknowledgedPosition = builder.acknowledgedPosition;
    this.lag = builder.lag;
    this.lastTransactionAge = builder.lastTransactionAge;
    this.sourceLag = builder.sourceLag;
    this.replicationOutages = builder.replicationOutages;
    this.timeUntilPurge = builder.timeUntilPurge;
    this.queuedBytes = builder.queuedBytes;
    this.acknowledgedEvents = builder.acknowledgedEvents;
    this.counters = builder.counters;
    this.failure = builder.failure;
  }

  /** Returns a builder of a snapshot; parts that are not set are empty. */
  public static Builder builder(String pipeline, PipelineState state) {
    return new Builder(pipeline, state);
  }

  /** Returns the pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** Returns the phase of the pipeline's life. */
  public PipelineState state() {
    return state;
  }

  /** Returns the fencing token of the current term, or 0 outside one. */
  public long epoch() {
    return epoch;
  }

  /** Returns the end of the last transaction read from the source; null before the first. */
  public @Nullable BinlogPosition receivedPosition() {
    return receivedPosition;
  }

  /**
   * Returns the position before which everything is durable at the sink; null before the first
   * acknowledgement.
   */
  public @Nullable BinlogPosition acknowledgedPosition() {
    return acknowledgedPosition;
  }

  /**
   * Returns how far the sink is behind the source: the time since the commit of the oldest
   * transaction, captured or not, that was read and is not acknowledged yet. When everything read
   * is acknowledged, this is the time from commit to acknowledgement of the last transaction. From
   * the next heartbeat on it is zero, so it is zero on an idle or fully filtered stream. While the
   * server sends nothing for longer than three heartbeats, it is at least the time since it last
   * sent something. At least {@link #sourceLag()}. Zero outside a term.
   *
   * <p>Commit times come from the server where a transaction was first executed: in microseconds
   * from MySQL 8.0.1 on, in whole seconds before. If that server's clock is ahead of the local one,
   * the lag becomes smaller, but never negative.
   */
  public Duration lag() {
    return lag;
  }

  /**
   * Returns the time since the commit of the last transaction that was read, captured or not;
   * before the first one, the age of the position at which the stream began. It grows while a
   * server is idle, and while a replica receives nothing. Null when unknown, and outside a term.
   */
  public @Nullable Duration lastTransactionAge() {
    return lastTransactionAge;
  }

  /**
   * Returns how far the followed server is behind the servers it replicates from: its own figure
   * while its replication moves, otherwise the time since {@link ReplicationOutage#since()}. Zero
   * if it is no replica. Queried every ten seconds from a replica, once a minute from other
   * servers. Null when the account may not see it, before the first query, and outside a term.
   */
  public @Nullable Duration sourceLag() {
    return sourceLag;
  }

  /**
   * Returns the replications of the followed server that stand still: stopped, broken, or not
   * connected. Queried together with {@link #sourceLag()}. Empty when all is well, when the server
   * is no replica, and when the account may not see it.
   */
  public List<ReplicationOutage> replicationOutages() {
    return replicationOutages;
  }

  /**
   * Returns for how long at least the server will keep the binlog after the acknowledged position:
   * a pipeline that has not moved on by then loses changes. Queried about once a minute. The whole
   * retention while the position is in the file that is being written; zero when the file is gone
   * already. Null when unknown, outside a term, and when the server never purges its binlog.
   */
  public @Nullable Duration timeUntilPurge() {
    return timeUntilPurge;
  }

  /** Returns the memory held by events that were read and not yet acknowledged, in bytes. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** Returns the number of events the sink has acknowledged since the pipeline started. */
  public long acknowledgedEvents() {
    return acknowledgedEvents;
  }

  /** Returns the counters of the pipeline since its start. */
  public PipelineCounters counters() {
    return counters;
  }

  /** Returns the failure the pipeline is recovering from, or stopped on; null when all is well. */
  public @Nullable Failure failure() {
    return failure;
  }

  @Override
  public String toString() {
    return "pipeline %s: %s, acknowledged %s, lag %s, %d bytes queued%s%s"
        .formatted(
            pipeline,
            state,
            acknowledgedPosition,
            lag,
            queuedBytes,
            replicationOutages.isEmpty() ? "" : ", " + replicationOutages.get(0),
            failure == null ? "" : ", failure: " + failure.cause().getMessage());
  }

  /** A builder of snapshots. Not thread-safe. */
  public static final class Builder {
    private final String pipeline;
    private final PipelineState state;
    private long epoch;
    private @Nullable BinlogPosition receivedPosition;
    private @Nullable BinlogPosition acknowledgedPosition;
    private Duration lag = Duration.ZERO;
    private @Nullable Duration lastTransactionAge;
    private @Nullable Duration sourceLag;
    private List<ReplicationOutage> replicationOutages = List.of();
    private @Nullable Duration timeUntilPurge;
    private long queuedBytes;
    private long acknowledgedEvents;
    private PipelineCounters counters = PipelineCounters.zero();
    private @Nullable Failure failure;

    private Builder(String pipeline, PipelineState state) {
      this.pipeline = pipeline;
      this.state = state;
    }

    /** Sets the fencing token of the current term. Default 0. */
    public Builder epoch(long epoch) {
      this.epoch = epoch;
      return this;
    }

    /** Sets the positions read and acknowledged. Default unknown. */
    public Builder positions(
        @Nullable BinlogPosition received, @Nullable BinlogPosition acknowledged) {
      this.receivedPosition = received;
      this.acknowledgedPosition = acknowledged;
      return this;
    }

    /** Sets how far the sink is behind. Default zero. */
    public Builder lag(Duration lag) {
      this.lag = lag;
      return this;
    }

    /** Sets the age of the last transaction that was read. Default unknown. */
    public Builder lastTransactionAge(@Nullable Duration age) {
      this.lastTransactionAge = age;
      return this;
    }

    /**
     * Sets how far the server is behind its own sources, and why. Default unknown, and no outage.
     */
    public Builder sourceLag(@Nullable Duration lag, List<ReplicationOutage> outages) {
      this.sourceLag = lag;
      this.replicationOutages = List.copyOf(outages);
      return this;
    }

    /** Sets for how long the server will keep the binlog that comes next. Default unknown. */
    public Builder timeUntilPurge(@Nullable Duration timeUntilPurge) {
      this.timeUntilPurge = timeUntilPurge;
      return this;
    }

    /** Sets the memory held, in bytes. Default 0. */
    public Builder queuedBytes(long queuedBytes) {
      this.queuedBytes = queuedBytes;
      return this;
    }

    /** Sets the number of acknowledged events. Default 0. */
    public Builder acknowledgedEvents(long acknowledgedEvents) {
      this.acknowledgedEvents = acknowledgedEvents;
      return this;
    }

    /** Sets the counters. Default all zero. */
    public Builder counters(PipelineCounters counters) {
      this.counters = counters;
      return this;
    }

    /** Sets the current failure. Default none. */
    public Builder failure(@Nullable Failure failure) {
      this.failure = failure;
      return this;
    }

    /** Creates the snapshot. */
    public PipelineStatus build() {
      return new PipelineStatus(this);
    }
  }
}
