package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.event.ChangeEvent;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The pipeline's side of a lane. It compares changes with what an earlier sink left in the queue,
 * passes messages on, and tracks how far they are acknowledged. Used by one thread.
 */
public final class LaneWorker implements MessageTarget {
  private static final Logger LOGGER = SinkLog.LOGGER;

  private final QueueState opened;
  private final ResumeWindow window;
  private final int maxMessageSize;
  private final Lane lane;
  private final LaneThread thread;
  private final WrittenBatches batches;

  /** Throws the failure of any lane, and if this one has messages and no thread. */
  private final Lane.Check waiting;

  private long lastNumber;
  private QueueState acknowledged;
  private boolean touched;

  /**
   * Creates the worker of a lane.
   *
   * @param maxMessageSize the largest body that the queue accepts
   * @param batches called for each batch that changes the end of this lane
   * @param check called while waiting
   */
  LaneWorker(
      LaneOpener.Opened opened,
      int maxMessageSize,
      Lane lane,
      LaneThread thread,
      WrittenBatches batches,
      Lane.Check check) {
    this.opened = opened.state();
    this.window = opened.window();
    this.maxMessageSize = maxMessageSize;
    this.lane = lane;
    this.thread = thread;
    this.batches = batches;
    this.waiting = alive(check);
    this.lastNumber = opened.state().lastNumber();
    this.acknowledged =
        window.isOpen()
            ? new QueueState(queue(), window.nextOffset(), window.lastNumber())
            : opened.state();
  }

  private MessageQueue queue() {
    return opened.queue();
  }

  /** Returns whether the queue already holds the change, from an earlier sink of this pipeline. */
  public boolean holds(ChangeEvent change) {
    if (!window.isOpen()) {
      return false;
    }
    touch();
    int remaining = window.remaining();
    boolean held = window.holds(change);
    if (!window.isOpen()) {
      LOGGER.log(
          held ? Level.INFO : Level.WARNING,
          () ->
              held
                  ? "%s: recognised %d changes of an earlier sink"
                      .formatted(queue(), window.recognised())
                  : ("%s: change %s differs from the next one in the queue; it and all later ones are"
                          + " published, up to %d messages twice")
                      .formatted(queue(), RowRange.of(change), remaining));
    }
    return held;
  }

  @Override
  public String topic() {
    return queue().getTopic();
  }

  /** Returns whether {@link #holds} may still return true. */
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
    touch();
    boolean start = lane.put(message, waiting);
    lastNumber = message.number();
    if (start) {
      thread.start();
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      batches.touch(this);
    }
  }

  private Lane.Check alive(Lane.Check whileWaiting) {
    return () -> {
      whileWaiting.run();
      thread.requireAlive(whileWaiting);
    };
  }

  /** Lets the messages of the lane be sent without waiting for more. */
  void hurry() {
    lane.hurry();
  }

  void awaitConfirmed(Lane.Check whileWaiting) throws InterruptedException, SinkException {
    lane.awaitConfirmed(alive(whileWaiting));
  }

  /** Throws the failure of any lane, and if this one has messages and no thread to send them. */
  void requireAlive() throws SinkException {
    waiting.run();
  }

  boolean isConfirmed(long number) {
    return lane.isConfirmed(number);
  }

  /** Returns whether the changes so far end within a message of an earlier sink. */
  boolean isWithinMessage() {
    return window.isOpen() && window.isWithinMessage();
  }

  /** Marks the end of a batch. */
  LaneMark mark() {
    touched = false;
    if (window.isOpen()) {
      return new LaneMark(this, window.lastNumber(), window.nextOffset());
    }
    return lastNumber == opened.lastNumber()
        ? new LaneMark(this, lastNumber, opened.nextOffset())
        : new LaneMark(this, lastNumber, LaneMark.TO_BE_SENT);
  }

  /** Makes the end of a durable batch the place from which to resume. */
  void settle(long number, long offset) {
    acknowledged =
        new QueueState(
            queue(), offset == LaneMark.TO_BE_SENT ? lane.offsetAfter(number) : offset, number);
  }

  /** Returns the end of the queue after the last durable batch. */
  QueueState acknowledged() {
    return acknowledged;
  }

  /** Ends the lane; {@link #join} waits for it. */
  void close() {
    thread.end();
  }

  /** Waits until the lane's thread has ended, for {@code atMost}. */
  void join(Duration atMost) {
    thread.join(atMost);
  }
}
