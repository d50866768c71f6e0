package dev.sluice;

import dev.sluice.event.BinlogPosition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a pipeline is doing, at one moment. Immutable. */
public final class PipelineStatus {
  private final String pipeline;
  private final PipelineState state;
  private final long epoch;
  private final @Nullable BinlogPosition receivedPosition;
  private final @Nullable BinlogPosition acknowledgedPosition;
  private final Duration lag;
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
   * three heartbeats, at least the time since it was last heard. Zero outside a term.
   *
   * <p>Commit times come from the server where a transaction was first executed: in microseconds
   * from MySQL 8.0.1 on, in whole seconds before. A clock there that runs ahead of ours makes the
   * lag smaller, never negative.
   */
  public Duration lag() {
    return lag;
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
    return "pipeline %s: %s, acknowledged %s, lag %s, %d bytes queued%s"
        .formatted(
            pipeline,
            state,
            acknowledgedPosition,
            lag,
            queuedBytes,
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
