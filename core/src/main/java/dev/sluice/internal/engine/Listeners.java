package dev.sluice.internal.engine;

import dev.sluice.PipelineListener;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Tells the listeners, one call at a time, and survives what they throw. Thread-safe. */
final class Listeners {
  private static final System.Logger logger = System.getLogger(Listeners.class.getName());

  private final String pipeline;
  private final List<PipelineListener> listeners;
  private final ReentrantLock lock = new ReentrantLock();

  Listeners(String pipeline, List<PipelineListener> listeners) {
    this.pipeline = pipeline;
    this.listeners = List.copyOf(listeners);
  }

  void tell(Consumer<PipelineListener> call) {
    lock.lock();
    try {
      for (PipelineListener listener : listeners) {
        tell(listener, call);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(PipelineListener listener, Consumer<PipelineListener> call) {
    try {
      call.accept(listener);
    } catch (RuntimeException e) {
      logger.log(
          System.Logger.Level.WARNING,
          () -> "pipeline " + pipeline + ": " + listener + " failed",
          e);
    }
  }
}
