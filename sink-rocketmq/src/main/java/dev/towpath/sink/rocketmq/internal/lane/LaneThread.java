package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.Joining;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one lane. It is started for the first message and ends when none comes for a while.
 * The pipeline's thread starts, watches and ends it.
 */
final class LaneThread {
  private static final Logger LOGGER = SinkLog.LOGGER;

  /**
   * How long a thread waits for messages. A sink may have lanes to thousands of queues, so idle
   * threads end.
   */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final String name;
  private final Lane lane;
  private final LaneSender sender;
  private final ThreadFactory threads;
  private final Consumer<SinkException> failures;
  private @Nullable Thread thread;
  private volatile @Nullable Throwable death;

  /**
   * Creates the thread without starting it.
   *
   * @param failures called once if the lane ends by a failure
   */
  LaneThread(
      String name,
      Lane lane,
      LaneSender sender,
      ThreadFactory threads,
      Consumer<SinkException> failures) {
    this.name = name;
    this.lane = lane;
    this.sender = sender;
    this.threads = threads;
    this.failures = failures;
  }

  /**
   * Starts the thread.
   *
   * @throws SinkException if it cannot be started
   */
  void start() throws SinkException {
    try {
      Thread next = threads.newThread(this::run);
      next.setName(name);
      next.start();
      thread = next;
    } catch (RuntimeException | Error e) {
      death = e;
      lane.leave();
      throw SinkException.retryable(
          "thread %s cannot be started: %s; allow more threads or give the topics fewer queues"
              .formatted(name, e),
          e);
    }
  }

  private void run() {
    try {
      List<Outgoing> batch = lane.take(IDLE);
      while (!batch.isEmpty()) {
        sender.deliver(batch);
        batch = lane.take(IDLE);
      }
      LOGGER.log(Level.DEBUG, () -> name + " is idle");
    } catch (Lane.ClosedException e) {
      LOGGER.log(Level.DEBUG, () -> name + " ended");
    } catch (Throwable e) {
      // Kept before any object is created from it, for which there may be no memory.
      death = e;
      failures.accept(failure(e));
    }
  }

  private SinkException failure(Throwable e) {
    if (e instanceof SinkException failure) {
      return failure;
    }
    return e instanceof InterruptedException
        ? SinkException.retryable(name + " was interrupted", e)
        : SinkException.retryable(name + " failed: " + e, e);
  }

  /**
   * Throws if the lane may have messages and has no thread to send them.
   *
   * @param failed throws the known failure of the lane
   */
  void requireAlive(Lane.Check failed) throws SinkException {
    Thread current = thread;
    if (!lane.needsThread() || (current != null && current.isAlive())) {
      return;
    }
    failed.run();
    throw SinkException.retryable(
        "thread %s is dead and its messages are not sent: %s".formatted(name, death), death);
  }

  /** Ends the thread; {@link #join} waits for it. */
  void end() {
    lane.close(thread);
  }

  /** Waits until the thread has ended, for {@code atMost}. */
  void join(Duration atMost) {
    if (thread != null && !Joining.join(thread, atMost)) {
      LOGGER.log(
          Level.WARNING, () -> name + " still waits for the answer to a request and ends with it");
    }
  }
}
