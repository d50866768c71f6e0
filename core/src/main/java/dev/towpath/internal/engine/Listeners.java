package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.pipeline.PipelineListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The listeners of a pipeline. The pipeline's own counters are told at once, on the calling thread.
 * Each listener of the application is told in the order of the events, on a thread that nothing
 * waits for. Never blocks and never throws. Thread-safe.
 */
final class Listeners {
  private final Telemetry telemetry;
  private final List<ListenerThread> threads;

  Listeners(String pipeline, Telemetry telemetry, List<PipelineListener> listeners) {
    this.telemetry = telemetry;
    this.threads =
        listeners.stream().map(listener -> new ListenerThread(pipeline, listener)).toList();
  }

  /** Tells all of them. */
  void tell(Consumer<PipelineListener> call) {
    call.accept(telemetry);
    threads.forEach(thread -> thread.tell(call));
  }

  /** Tells all of them of an acknowledgement. */
  void acknowledged(BinlogPosition position, int events, Duration lag) {
    threads.forEach(thread -> thread.acknowledged(position, events, lag));
  }

  /** Waits until all listeners were told of everything so far, for at most {@code nanos}. */
  void drain(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    for (ListenerThread thread : threads) {
      thread.drain(Math.max(0, deadline - System.nanoTime()));
    }
  }
}
