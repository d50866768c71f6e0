package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineCounters;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import dev.towpath.pipeline.ReplicationOutage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of a pipeline, built from its parts. Immutable. */
public final class StatusSnapshot implements PipelineStatus {
  private final String pipeline;
  private final PipelineState state;
  private final @Nullable Long epoch;
  private final @Nullable BinlogPosition receivedPosition;
  private final @Nullable BinlogPosition acknowledgedPosition;
  private final @Nullable Duration lag;
  private final @Nullable Duration lastTransactionAge;
  private final @Nullable Duration sourceLag;
  private final List<ReplicationOutage> replicationOutages;
  private final @Nullable Duration timeUntilPurge;
  private final long queuedBytes;
  private final long acknowledgedEvents;
  private final PipelineCounters counters;
  private final @Nullable Failure failure;

  private StatusSnapshot(Builder builder) {
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

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public PipelineState state() {
    return state;
  }

  @Override
  public @Nullable Long epoch() {
    return epoch;
  }

  @Override
  public @Nullable BinlogPosition receivedPosition() {
    return receivedPosition;
  }

  @Override
  public @Nullable BinlogPosition acknowledgedPosition() {
    return acknowledgedPosition;
  }

  @Override
  public @Nullable Duration lag() {
    return lag;
  }

  @Override
  public @Nullable Duration lastTransactionAge() {
    return lastTransactionAge;
  }

  @Override
  public @Nullable Duration sourceLag() {
    return sourceLag;
  }

  @Override
  public List<ReplicationOutage> replicationOutages() {
    return replicationOutages;
  }

  @Override
  public @Nullable Duration timeUntilPurge() {
    return timeUntilPurge;
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public long acknowledgedEvents() {
    return acknowledgedEvents;
  }

  @Override
  public PipelineCounters counters() {
    return counters;
  }

  @Override
  public @Nullable Failure failure() {
    return failure;
  }

  @Override
  public String toString() {
    return "pipeline %s: %s, acknowledged %s, lag %s, %d bytes queued%s%s"
        .formatted(
            pipeline,
            state,
            acknowledgedPosition == null ? "nothing" : acknowledgedPosition.summary(),
            lag == null ? "unknown" : lag,
            queuedBytes,
            replicationOutages.isEmpty() ? "" : ", " + replicationOutages.get(0),
            failure == null ? "" : ", failure: " + failure.cause().getMessage());
  }

  /** A builder of snapshots. Not thread-safe. */
  public static final class Builder {
    private final String pipeline;
    private final PipelineState state;
    private @Nullable Long epoch;
    private @Nullable BinlogPosition receivedPosition;
    private @Nullable BinlogPosition acknowledgedPosition;
    private @Nullable Duration lag;
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

    /** Sets the fencing token of the current term. Default none. */
    public Builder epoch(@Nullable Long epoch) {
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

    /** Sets how far the sink is behind. Default unknown. */
    public Builder lag(@Nullable Duration lag) {
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
      return new StatusSnapshot(this);
    }
  }
}
