package dev.sluice.internal.engine;

import dev.sluice.PipelineListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells the listeners, one call at a time, in the order in which things happened, and survives what
 * they throw. No lock is held while a call is handed in, so that whoever holds one may do so; a
 * listener may cause further calls, which come after its own. Thread-safe.
 */
final class Listeners {
  private static final System.Logger logger = System.getLogger(Listeners.class.getName());

  private final String pipeline;
  private final List<PipelineListener> listeners;
  private final Queue<Consumer<PipelineListener>> pending = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();

  Listeners(String pipeline, List<PipelineListener> listeners) {
    this.pipeline = pipeline;
    this.listeners = List.copyOf(listeners);
  }

  /** Tells it, after what was handed in before. */
  void tell(Consumer<PipelineListener> call) {
    add(call);
    tellPending();
  }

  /** Hands in a call; {@link #tellPending} is to follow, and may be called by anybody. */
  void add(Consumer<PipelineListener> call) {
    pending.add(call);
  }

  /** Tells what was handed in; must not be called with a lock that a listener may need. */
  void tellPending() {
    if (lock.isHeldByCurrentThread()) {
      // A listener caused it: the loop below is under way.
      return;
    }
    lock.lock();
    try {
      Consumer<PipelineListener> call;
      while ((call = pending.poll()) != null) {
        for (PipelineListener listener : listeners) {
          tell(listener, call);
        }
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
