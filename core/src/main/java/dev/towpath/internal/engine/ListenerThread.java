package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.log.Loggers;
import dev.towpath.pipeline.PipelineListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of notifications of one listener with the thread that delivers them, so that nothing else
 * waits for the listener. The thread starts with the first notification and ends when none comes
 * for a while. The queue is bounded: waiting acknowledgements are merged, and other new
 * notifications are dropped and counted when the queue is full. Thread-safe.
 */
final class ListenerThread {
  private static final System.Logger logger = Loggers.PIPELINE;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_WAITING = 10_000;

  private final String pipeline;
  private final PipelineListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All fields below are guarded by lock.
  private final Deque<Notification> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean delivering;
  private boolean ended;
  private long dropped;

  ListenerThread(String pipeline, PipelineListener listener) {
    this.pipeline = pipeline;
    this.listener = listener;
  }

  /** A pending call of the listener. */
  private interface Notification {
    void deliver(PipelineListener listener);
  }

  /** An acknowledgement, merged with later ones while the listener was busy. */
  private record Acknowledged(BinlogPosition position, int events, Duration lag)
      implements Notification {

    Acknowledged after(Acknowledged earlier) {
      return new Acknowledged(position, (int) Math.min(Integer.MAX_VALUE, sum(earlier)), lag);
    }

    private long sum(Acknowledged earlier) {
      return (long) events + earlier.events;
    }

    @Override
    public void deliver(PipelineListener listener) {
      listener.onAcknowledged(position, events, lag);
    }
  }

  /** Queues a notification; returns at once. */
  void tell(Consumer<PipelineListener> call) {
    lock.lock();
    try {
      if (waiting.size() < MOST_WAITING) {
        add(call::accept);
      } else if (dropped++ == 0) {
        logger.log(
            System.Logger.Level.WARNING,
            () ->
                "pipeline %s: listener %s does not return, and %d notifications wait for it; later ones are dropped until it does"
                    .formatted(pipeline, name(), MOST_WAITING));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Queues an acknowledgement, or adds it to one that waits; returns at once. */
  void acknowledged(BinlogPosition position, int events, Duration lag) {
    var latest = new Acknowledged(position, events, lag);
    lock.lock();
    try {
      if (waiting.peekLast() instanceof Acknowledged earlier) {
        waiting.removeLast();
        add(latest.after(earlier));
      } else {
        add(latest);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(Notification notification) {
    waiting.add(notification);
    changed.signalAll();
    if (thread == null) {
      var starting = new Thread(this::run, "towpath-" + pipeline + "-listener");
      starting.setDaemon(true);
      thread = starting;
      try {
        starting.start();
      } catch (Throwable e) {
        // The next notification starts it again; until then they wait.
        thread = null;
        logger.log(
            System.Logger.Level.WARNING,
            () -> "pipeline " + pipeline + ": no thread could be started for listener " + name(),
            e);
      }
    }
  }

  /**
   * Waits until everything queued so far was delivered, for at most {@code nanos}; the thread then
   * ends. Returns at once when the listener itself calls this.
   */
  boolean drain(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      ended = true;
      changed.signalAll();
      if (thread == Thread.currentThread()) {
        return false;
      }
      while (thread != null && (delivering || !waiting.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Notification next = next();
    while (next != null) {
      deliver(next);
      next = next();
    }
  }

  private void deliver(Notification next) {
    try {
      next.deliver(listener);
    } catch (Throwable e) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: listener %s threw %s; the pipeline goes on"
                  .formatted(pipeline, name(), e),
          e);
    }
  }

  /** Returns the next notification; null when the thread is to end. */
  private @Nullable Notification next() {
    lock.lock();
    try {
      delivering = false;
      changed.signalAll();
      long left = IDLE_NANOS;
      while (waiting.isEmpty() && !ended && left > 0) {
        left = awaitChange(left);
      }
      Notification next = waiting.poll();
      delivering = next != null;
      if (next == null) {
        thread = null;
        changed.signalAll();
      } else if (dropped > 0) {
        long lost = dropped;
        dropped = 0;
        logger.log(
            System.Logger.Level.WARNING,
            () ->
                "pipeline %s: listener %s returned; %d notifications to it were dropped"
                    .formatted(pipeline, name(), lost));
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change. An interrupt can only come from the listener's code and is ignored. */
  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private long awaitChange(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      return nanos;
    }
  }

  private String name() {
    return listener.getClass().getName();
  }
}
