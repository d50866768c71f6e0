package dev.sluice;

import dev.sluice.event.BinlogPosition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pipeline is doing, at one moment. Immutable. */
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

  /** Starts a snapshot; what is not set is empty. */
  public static Builder builder(String pipeline, PipelineState state) {
    return new Builder(pipeline, state);
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** Where the pipeline is in its life. */
  public PipelineState state() {
    return state;
  }

  /** The fencing token of the current term, or 0 outside one. */
  public long epoch() {
    return epoch;
  }

  /** The end of the last transaction read from the source; null before the first. */
  public @Nullable BinlogPosition receivedPosition() {
    return receivedPosition;
  }

  /** Everything before it is durable at the sink; null before the first acknowledgement. */
  public @Nullable BinlogPosition acknowledgedPosition() {
    return acknowledgedPosition;
  }

  /**
   * How far the sink is behind the source: how long ago the oldest transaction was committed that
   * was read and is not acknowledged yet, captured or not. When all that was read is acknowledged,
   * how long that took for the last transaction, and zero from the next heartbeat on: on an idle or
   * fully filtered stream it is zero. While nothing at all comes from the server for longer than
   * three heartbeats, at least the time since it was last heard. At least {@link #sourceLag()}.
   * Zero outside a term.
   *
   * <p>Commit times come from the server where a transaction was first executed: in microseconds
   * from MySQL 8.0.1 on, in whole seconds before. A clock there that runs ahead of ours makes the
   * lag smaller, never negative.
   */
  public Duration lag() {
    return lag;
  }

  /**
   * How long ago the last transaction was committed that was read, captured or not; before the
   * first one, how old the position is from which the stream began. It grows while a server is
   * idle, and while a replica gets nothing. Null when unknown, and outside a term.
   */
  public @Nullable Duration lastTransactionAge() {
    return lastTransactionAge;
  }

  /**
   * How far the server that is followed is behind the servers it replicates from: what it says
   * itself while its replication moves, otherwise the time since {@link ReplicationOutage#since()}.
   * Zero if it is no replica. Looked up every ten seconds of a replica, once a minute of others.
   * Null when the account may not see it, when it was not looked up yet, and outside a term.
   */
  public @Nullable Duration sourceLag() {
    return sourceLag;
  }

  /**
   * The replications of the server that is followed which stand still: stopped, broken, or not
   * connected. Looked up with {@link #sourceLag()}. Empty when all is well, and when the server is
   * no replica or does not tell the account.
   */
  public List<ReplicationOutage> replicationOutages() {
    return replicationOutages;
  }

  /**
   * For how long at least the server will still have what follows the acknowledged position: when
   * this is over, a pipeline that has not moved on loses changes. Looked up about once a minute.
   * The whole retention while the position is in the file that is being written; zero when the file
   * is gone already. Null when unknown, outside a term, and when the server keeps its binlog for
   * ever.
   */
  public @Nullable Duration timeUntilPurge() {
    return timeUntilPurge;
  }

  /** The memory held by what was read and not yet acknowledged, in bytes. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** How many events the sink has acknowledged since the pipeline started. */
  public long acknowledgedEvents() {
    return acknowledgedEvents;
  }

  /** What the pipeline has done since it was started. */
  public PipelineCounters counters() {
    return counters;
  }

  /** The failure the pipeline is recovering from, or died of; null when all is well. */
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

  /** Collects a snapshot. Not thread-safe. */
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

    /** The fencing token of the current term. Default 0. */
    public Builder epoch(long epoch) {
      this.epoch = epoch;
      return this;
    }

    /** The positions read and acknowledged. Default unknown. */
    public Builder positions(
        @Nullable BinlogPosition received, @Nullable BinlogPosition acknowledged) {
      this.receivedPosition = received;
      this.acknowledgedPosition = acknowledged;
      return this;
    }

    /** How far the sink is behind. Default zero. */
    public Builder lag(Duration lag) {
      this.lag = lag;
      return this;
    }

    /** How old the last transaction is that was read. Default unknown. */
    public Builder lastTransactionAge(@Nullable Duration age) {
      this.lastTransactionAge = age;
      return this;
    }

    /** How far the server is behind its own sources, and why. Default unknown, and no outage. */
    public Builder sourceLag(@Nullable Duration lag, List<ReplicationOutage> outages) {
      this.sourceLag = lag;
      this.replicationOutages = List.copyOf(outages);
      return this;
    }

    /** How long the server will have what comes next. Default unknown. */
    public Builder timeUntilPurge(@Nullable Duration timeUntilPurge) {
      this.timeUntilPurge = timeUntilPurge;
      return this;
    }

    /** The memory held, in bytes. Default 0. */
    public Builder queuedBytes(long queuedBytes) {
      this.queuedBytes = queuedBytes;
      return this;
    }

    /** The number of acknowledged events. Default 0. */
    public Builder acknowledgedEvents(long acknowledgedEvents) {
      this.acknowledgedEvents = acknowledgedEvents;
      return this;
    }

    /** What was done. Default nothing. */
    public Builder counters(PipelineCounters counters) {
      this.counters = counters;
      return this;
    }

    /** The current failure. Default none. */
    public Builder failure(@Nullable Failure failure) {
      this.failure = failure;
      return this;
    }

    /** The snapshot. */
    public PipelineStatus build() {
      return new PipelineStatus(this);
    }
  }
}
