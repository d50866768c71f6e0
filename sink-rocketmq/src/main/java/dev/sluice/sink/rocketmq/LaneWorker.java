package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;
import dev.sluice.sink.SinkException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * A lane with its thread and what an earlier sink left in its queue. Written to by one thread,
 * which also starts and closes it.
 */
final class LaneWorker implements MessageFactory.Target {
  private static final Logger LOGGER = System.getLogger(LaneWorker.class.getName());

  private final MessageQueue queue;
  private final Lane lane;
  private final LaneSender sender;
  private final ResumeWindow window;
  private final Lane.Check check;
  private final Consumer<SinkException> failures;
  private final Thread thread;
  private long lastNumber;

  /**
   * @param check what to look at while waiting
   * @param failures told once when the lane ends by a failure
   */
  LaneWorker(
      String name,
      LaneOpener.Opened opened,
      Lane lane,
      LaneSender sender,
      Lane.Check check,
      Consumer<SinkException> failures) {
    this.queue = opened.state().queue();
    this.lane = lane;
    this.sender = sender;
    this.window = opened.window();
    this.check = check;
    this.failures = failures;
    this.lastNumber = opened.state().lastNumber();
    this.thread = new Thread(this::run, name);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        sender.deliver(lane.take());
      }
    } catch (Lane.ClosedException e) {
      LOGGER.log(Level.DEBUG, () -> thread.getName() + " ended");
    } catch (InterruptedException e) {
      // Only close() interrupts; anybody else's interrupt ends the lane just as well.
      failures.accept(SinkException.retryable(thread.getName() + " was interrupted", e));
    } catch (SinkException e) {
      failures.accept(e);
    } catch (RuntimeException e) {
      failures.accept(SinkException.retryable(thread.getName() + " failed: " + e, e));
    }
  }

  /** Whether the queue holds the change already, from an earlier sink of this pipeline. */
  boolean holds(ChangeEvent change) {
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
  public long nextNumber() {
    return lastNumber + 1;
  }

  @Override
  public void accept(Outgoing message) throws InterruptedException, SinkException {
    lane.put(message, check);
    lastNumber = message.number();
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
    if (!Joining.join(thread, atMost)) {
      LOGGER.log(
          Level.WARNING,
          () -> thread.getName() + " still waits for the answer to a request; it ends with it");
    }
  }
}
