package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.event.ChangeEvent;
import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.client.Joining;
import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import dev.sluice.sink.rocketmq.internal.message.RowRange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * A lane with its thread and what an earlier sink left in its queue. The thread starts with the
 * first message and ends when none comes for a while. Written to and closed by one thread.
 */
public final class LaneWorker implements MessageTarget {
  private static final Logger LOGGER = System.getLogger(LaneWorker.class.getName());

  /** How long a thread waits for messages; a sink may have lanes to thousands of queues. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final String name;
  private final MessageQueue queue;
  private final Lane lane;
  private final LaneSender sender;
  private final ResumeWindow window;
  private final Lane.Check check;
  private final Consumer<SinkException> failures;
  private final int maxMessageSize;
  private @Nullable Thread thread;
  private long lastNumber;

  /**
   * @param maxMessageSize the largest body the queue takes
   * @param check what to look at while waiting
   * @param failures told once when the lane ends by a failure
   */
  LaneWorker(
      String name,
      LaneOpener.Opened opened,
      int maxMessageSize,
      Lane lane,
      LaneSender sender,
      Lane.Check check,
      Consumer<SinkException> failures) {
    this.name = name;
    this.queue = opened.state().queue();
    this.lane = lane;
    this.sender = sender;
    this.window = opened.window();
    this.maxMessageSize = maxMessageSize;
    this.check = check;
    this.failures = failures;
    this.lastNumber = opened.state().lastNumber();
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
    } catch (InterruptedException e) {
      // Only close() interrupts; anybody else's interrupt ends the lane just as well.
      failures.accept(SinkException.retryable(name + " was interrupted", e));
    } catch (SinkException e) {
      failures.accept(e);
    } catch (RuntimeException e) {
      failures.accept(SinkException.retryable(name + " failed: " + e, e));
    }
  }

  /** Whether the queue holds the change already, from an earlier sink of this pipeline. */
  public boolean holds(ChangeEvent change) {
    if (!window.isOpen()) {
      return false;
    }
    int remaining = window.remaining();
    boolean held = window.holds(change);
    if (!window.isOpen()) {
      LOGGER.log(
          held ? Level.INFO : Level.WARNING,
          () ->
              held
                  ? "%s: recognised %d changes of an earlier sink"
                      .formatted(queue, window.recognised())
                  : ("%s: change %s is not what the queue holds next; it and all after it are"
                          + " published, %d messages perhaps twice")
                      .formatted(queue, RowRange.of(change), remaining));
    }
    return held;
  }

  @Override
  public String topic() {
    return queue.getTopic();
  }

  /** Whether {@link #holds} may still be true of a change. */
  public boolean isResuming() {
    return window.isOpen();
  }

  @Override
  public int maxMessageSize() {
    return maxMessageSize;
  }

  @Override
  public long nextNumber() {
    return lastNumber + 1;
  }

  @Override
  public void accept(Outgoing message) throws InterruptedException, SinkException {
    boolean start = lane.put(message, check);
    lastNumber = message.number();
    if (start) {
      thread = new Thread(this::run, name);
      thread.start();
    }
  }

  /** Lets what the lane holds be sent without waiting for more. */
  void hurry() {
    lane.hurry();
  }

  void awaitConfirmed(Lane.Check whileWaiting) throws InterruptedException, SinkException {
    lane.awaitConfirmed(whileWaiting);
  }

  /** How far the queue is written; to be asked when everything is confirmed. */
  QueueState state() {
    return window.isOpen()
        ? new QueueState(queue, window.nextOffset(), window.lastNumber())
        : new QueueState(queue, sender.nextOffset(), lastNumber);
  }

  /** Ends the lane; {@link #join} waits for it. */
  void close() {
    lane.close(thread);
  }

  /** Waits until the lane's thread has ended, for {@code atMost}. */
  void join(Duration atMost) {
    if (thread != null && !Joining.join(thread, atMost)) {
      LOGGER.log(
          Level.WARNING, () -> name + " still waits for the answer to a request; it ends with it");
    }
  }
}
