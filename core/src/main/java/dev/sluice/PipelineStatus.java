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
  private final long queuedBytes;
  private final long acknowledgedEvents;
  private final @Nullable Failure failure;

  private PipelineStatus(Builder builder) {
    this.pipeline = builder.pipeline;
    this.state = builder.state;
    this.epoch = builder.epoch;
    this.receivedPosition = builder.receivedPosition;
    this.acknowledgedPosition = builder.acknowledgedPosition;
    this.lag = builder.lag;
    this.queuedBytes = builder.queuedBytes;
    this.acknowledgedEvents = builder.acknowledgedEvents;
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
   * How old the oldest change is that was read and not yet acknowledged; zero when there is none.
   */
  public Duration lag() {
    return lag;
  }

  /** The memory held by what was read and not yet acknowledged, in bytes. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** How many events the sink has acknowledged since the pipeline started. */
  public long acknowledgedEvents() {
    return acknowledgedEvents;
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
    private long queuedBytes;
    private long acknowledgedEvents;
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

    /** The age of the oldest unacknowledged change. Default zero. */
    public Builder lag(Duration lag) {
      this.lag = lag;
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
