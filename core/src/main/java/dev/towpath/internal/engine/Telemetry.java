package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.failure.DeadLetter;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.internal.engine.SinkDriver.Acknowledged;
import dev.towpath.pipeline.PipelineCounters;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters and JFR events of a pipeline. Thread-safe. */
final class Telemetry implements PipelineListener {
  private final String pipeline;
  private final LongAdder batches = new LongAdder();
  private final LongAdder flushes = new LongAdder();
  private final LongAdder flushNanos = new LongAdder();
  private final LongAdder saves = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();

  /** A write. */
  interface WriteCall {
    void run() throws Exception;
  }

  /** A flush. */
  interface FlushCall {
    @Nullable Acknowledged run() throws Exception;
  }

  Telemetry(String pipeline) {
    this.pipeline = pipeline;
  }

  PipelineCounters counters() {
    return new PipelineCounters(
        batches.sum(),
        flushes.sum(),
        Duration.ofNanos(flushNanos.sum()),
        saves.sum(),
        failures.sum(),
        skipped.sum(),
        deadLetters.sum());
  }

  /** Writes a batch. */
  void writing(BatchInFlight pending, WriteCall write) throws Exception {
    var event = new JfrEvents.BatchWritten(pipeline);
    event.begin();
    write.run();
    batches.increment();
    if (event.shouldCommit()) {
      event.events = pending.batch().events().size();
      event.bytes = pending.bytes();
      event.attempt = pending.batch().attempt();
      event.commit();
    }
  }

  /** Flushes. */
  @Nullable Acknowledged flushing(FlushCall flush) throws Exception {
    var event = new JfrEvents.Flush(pipeline);
    event.begin();
    long started = System.nanoTime();
    Acknowledged flushed = flush.run();
    flushes.increment();
    flushNanos.add(System.nanoTime() - started);
    if (flushed != null && event.shouldCommit()) {
      event.events = flushed.events();
      event.bytes = flushed.bytes();
      event.position = flushed.position().toString();
      event.commit();
    }
    return flushed;
  }

  /** Begins a save; pass the result to {@link #saved} when it has succeeded. */
  JfrEvents.PositionSaved saving(BinlogPosition position) {
    var event = new JfrEvents.PositionSaved(pipeline, position.file() + '/' + position.offset());
    event.begin();
    return event;
  }

  void saved(JfrEvents.@Nullable PositionSaved event) {
    saves.increment();
    if (event != null) {
      event.commit();
    }
  }

  @Override
  public void onStateChange(PipelineState from, PipelineState to) {
    new JfrEvents.StateChange(pipeline, from.name(), to.name()).commit();
  }

  @Override
  public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
    failures.increment();
    new JfrEvents.Failed(
            pipeline,
            failure.stage().name(),
            failure.describe(),
            failure.attempt(),
            decision.toString())
        .commit();
  }

  @Override
  public void onSkipped(List<ChangeEvent> changes, BinlogPosition position, Failure failure) {
    skipped.add(Math.max(1, changes.size()));
  }

  @Override
  public void onDeadLetter(DeadLetter letter) {
    deadLetters.increment();
  }
}
